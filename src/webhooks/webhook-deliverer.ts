import { Injectable, Logger } from '@nestjs/common';
import { setMaxListeners } from 'node:events';
import { jobOrigin } from '../audit/origin.js';
import { Clock } from '../common/clock.js';
import { Encryption } from '../common/encryption.js';
import { Database } from '../database/database.js';
import { DeliverySlots } from './delivery-slots.js';
import { type DueDelivery, DueDeliveryRepository } from './due-delivery.repository.js';
import { retryWait } from './retry-wait.js';
import { signWebhook } from './sign-webhook.js';
import { secretContext } from './webhook-secret-context.js';
import { type Attempt, failedTry, WebhookSender } from './webhook-sender.js';
import { WebhookService } from './webhook.service.js';

/** Longer than any try can take. */
const leaseMs = 60_000;
/** One call ends after this time; the next tick goes on. */
const longestCallMs = 45_000;
/** While all that is under way is slow, something else may become due. */
const lookAgainMs = 500;
/** How long the log of settled deliveries reaches back. */
const keptMs = 30 * 24 * 60 * 60 * 1_000;

/** The status of a receiver that wants nothing more (Standard Webhooks, RFC 9110 section 15.5.11). */
const gone = 410;
const origin = jobOrigin('webhooks');

const never = new AbortController().signal;

/** Empties the outbox. Any number of processes may do it at once. */
@Injectable()
export class WebhookDeliverer {
  private readonly logger = new Logger(WebhookDeliverer.name);

  constructor(
    private readonly database: Database,
    private readonly outbox: DueDeliveryRepository,
    private readonly sender: WebhookSender,
    private readonly webhooks: WebhookService,
    private readonly encryption: Encryption,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends what is due until nothing is, or until the call has lasted long enough. Each message is sent at least once;
   * an address whose try failed is left alone for the rest of the call.
   *
   * @param signal stops it: tries under way end, and are made again later
   * @returns how many tries were made
   */
  async deliverDue(signal: AbortSignal = never): Promise<number> {
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    const abort = (): void => stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    try {
      return await this.sendUntil(stop.signal);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Makes due what a clock that was ahead has put off further than any wait between tries. */
  async bringBack(): Promise<void> {
    await this.outbox.bringBack(this.database.installation(), this.clock.now());
  }

  /** Forgets deliveries that were settled a month ago. */
  async forgetOld(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - keptMs);
    await this.outbox.forgetSettled(this.database.installation(), before);
  }

  /** Each slot that becomes free is filled again at once: nobody waits for the slowest of a batch. */
  private async sendUntil(signal: AbortSignal): Promise<number> {
    const stopAt = performance.now() + longestCallMs;
    const slots = new DeliverySlots();
    let tries = 0;
    try {
      for (;;) {
        const open = !signal.aborted && performance.now() < stopAt;
        // Read before what is due: what fills all slots of an organization may end while we look.
        const idle = slots.isEmpty;
        const due = open && slots.free > 0 ? await this.take(slots) : [];
        for (const delivery of due) slots.start(delivery, () => this.deliver(delivery, signal));
        tries += due.length;
        if (idle && due.length === 0) return tries;
        if (!slots.isEmpty) await slots.change(lookAgainMs);
      }
    } finally {
      await slots.finish();
    }
  }

  private take(slots: DeliverySlots): Promise<DueDelivery[]> {
    const now = this.clock.now();
    return this.outbox.take(this.database.installation(), now, new Date(now.getTime() + leaseMs), slots);
  }

  /** @returns whether it arrived */
  private async deliver(delivery: DueDelivery, signal: AbortSignal): Promise<boolean> {
    const attempt = await this.attempt(delivery, signal);
    // Not the receiver's fault: the lease ends, and the message is due again.
    if (signal.aborted && !attempt.delivered) return false;
    await this.record(delivery, attempt);
    if (attempt.status === gone) await this.switchOff(delivery);
    return attempt.delivered;
  }

  private async switchOff({ organizationId, webhookId, url }: DueDelivery): Promise<void> {
    this.logger.warn({ organizationId, webhookId }, 'a webhook is switched off, since its receiver is gone');
    await this.webhooks.switchOff(organizationId, origin, webhookId, url, `the receiver answered ${gone} Gone`);
  }

  private async record(delivery: DueDelivery, attempt: Attempt): Promise<void> {
    const now = this.clock.now();
    const wait = retryWait(delivery.failures + 1, Math.random(), attempt.retryAfterMs);
    const next = wait === null ? null : new Date(now.getTime() + wait);
    if (!attempt.delivered && next === null) {
      const { organizationId, webhookId, id } = delivery;
      this.logger.warn({ organizationId, webhookId, deliveryId: id, error: attempt.error }, 'a webhook was given up');
    }
    await this.outbox.record(this.database.installation(), delivery, attempt, now, next);
  }

  private async attempt(delivery: DueDelivery, signal: AbortSignal): Promise<Attempt> {
    const { id, url } = delivery;
    const secret = this.openSecret(delivery);
    if (secret === null) return failedTry(null, 'the secret cannot be opened');
    const body = JSON.stringify(delivery.body);
    return await this.sender.send(url, signWebhook(secret, id, this.clock.now(), body), body, signal);
  }

  /** null: sealed with another key, which must not hold up the other webhooks. */
  private openSecret({ organizationId, webhookId, secretSealed }: DueDelivery): string | null {
    try {
      return this.encryption.open(secretSealed, secretContext(organizationId, webhookId));
    } catch (error) {
      this.logger.error({ organizationId, webhookId, err: error }, 'the secret of a webhook cannot be opened');
      return null;
    }
  }
}
