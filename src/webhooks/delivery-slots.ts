import { setTimeout } from 'node:timers/promises';
import { atOnce, type DueDelivery, type Occupied } from './due-delivery.repository.js';

/** The messages that one process has under way: a window that slides on as each of them ends. */
export class DeliverySlots implements Occupied {
  private readonly underWay = new Map<Promise<void>, string>();
  private readonly failed = new Set<string>();

  get webhookIds(): string[] {
    return [...this.underWay.values()];
  }

  get failing(): string[] {
    return [...this.failed];
  }

  get free(): number {
    return atOnce.all - this.underWay.size;
  }

  get isEmpty(): boolean {
    return this.underWay.size === 0;
  }

  /** @param send says whether the message arrived; after one that did not, its webhook is failing */
  start({ webhookId }: DueDelivery, send: () => Promise<boolean>): void {
    const sent = send().then((arrived) => {
      if (!arrived) this.failed.add(webhookId);
      this.underWay.delete(sent);
    });
    this.underWay.set(sent, webhookId);
  }

  /**
   * Waits until a slot becomes free.
   *
   * @param longestMs waits no longer than that
   * @throws what a message threw whose outcome could not be recorded
   */
  async change(longestMs: number): Promise<void> {
    const stop = new AbortController();
    const patience = setTimeout(longestMs, undefined, { signal: stop.signal }).catch(() => undefined);
    try {
      await Promise.race([...this.underWay.keys(), patience]);
    } finally {
      stop.abort();
    }
  }

  /** Waits for all, whatever becomes of them. */
  async finish(): Promise<void> {
    await Promise.allSettled(this.underWay.keys());
  }
}
