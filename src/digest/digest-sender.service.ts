import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { DigestRepository, type SendResult, type TakenDigest } from './digest.repository.js';
import type { MailVerdict } from './judge-mail-error.js';
import { MailServer } from './mail-server.js';

/** Milliseconds before the first, second and third other try. */
const pauses = [5 * 60_000, 30 * 60_000, 2 * 3_600_000];

/** Mails under way at a time. */
const atOnce = 4;

/**
 * Sends the weekly reviews. Each is taken in the database before it is sent, so that of any number of processes one
 * sends it, once at most: a crash in between loses a mail, and the list of reviews says so.
 */
@Injectable()
export class DigestSender {
  private readonly logger = new Logger(DigestSender.name);

  constructor(
    private readonly database: Database,
    private readonly digests: DigestRepository,
    private readonly mail: MailServer,
  ) {}

  /** @returns how many were sent */
  async sendDue(now: Date, signal?: AbortSignal): Promise<number> {
    if (!this.mail.isThere) return 0;
    const hands = Array.from({ length: atOnce }, () => this.sendOneByOne(now, signal));
    return (await Promise.all(hands)).reduce((sum, sent) => sum + sent, 0);
  }

  private async sendOneByOne(now: Date, signal: AbortSignal | undefined): Promise<number> {
    for (let sent = 0; ;) {
      if (signal?.aborted === true) return sent;
      const digest = await this.digests.takeNext(this.database.installation(), now);
      if (digest === null) return sent;
      sent += (await this.send(digest, now)) ? 1 : 0;
    }
  }

  private async send(digest: TakenDigest, now: Date): Promise<boolean> {
    const verdict = await this.mail.send(digest);
    const result = resultOf(verdict, digest.sendAttempts, now);
    await this.digests.settle(this.database.tenant(digest.organizationId), digest.id, result);
    const { organizationId, id: digestId } = digest;
    if (!verdict.sent) this.logger.warn({ organizationId, digestId, ...verdict }, 'a weekly review was not sent');
    return verdict.sent;
  }
}

function resultOf({ sent, tryAgain, error }: MailVerdict, attempts: number, now: Date): SendResult {
  const pause = pauses[attempts - 1];
  return {
    sentAt: sent ? now : null,
    sendError: error,
    sendAt: tryAgain && pause !== undefined ? new Date(now.getTime() + pause) : null,
  };
}
