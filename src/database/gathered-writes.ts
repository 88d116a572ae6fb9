import { isDatabaseAway } from './is-database-away.js';
import type { TenantScope } from './scope.js';

/** So many statements of one organization are under way at the same time: one writes while another waits for the disk. */
const mostAtOnce = 2;

/** Writes in one statement at most: it stays short, and so does the wait of whoever is in it. */
export const mostTogether = 50;

interface Waiting<Item, Row> {
  readonly item: Item;
  readonly done: (row: Row | undefined) => void;
  readonly failed: (error: unknown) => void;
}

interface Queue<Item, Row> {
  running: number;
  waiting: Waiting<Item, Row>[];
}

/**
 * Writes of one organization that come while others are under way go together in the next statement: one transaction
 * and one wait for the disk for all of them. A write that comes alone goes at once.
 */
export class GatheredWrites<Item extends { readonly id: string }, Row extends { readonly id: string }> {
  private readonly queues = new Map<string, Queue<Item, Row>>();

  /**
   * @param write all or none; leaves out what it would have to wait for, so that nobody waits for somebody else's lock
   */
  constructor(private readonly write: (scope: TenantScope, items: readonly Item[]) => Promise<Row[]>) {}

  /**
   * @returns what was written; undefined when the write was left out, and has to be done by itself
   * @throws Error of a database that is away: then nobody knows whether it was written
   */
  add(scope: TenantScope, item: Item): Promise<Row | undefined> {
    const queue = this.queues.get(scope.organizationId) ?? { running: 0, waiting: [] };
    this.queues.set(scope.organizationId, queue);
    return new Promise((done, failed) => {
      queue.waiting.push({ item, done, failed });
      this.go(scope, queue);
    });
  }

  private go(scope: TenantScope, queue: Queue<Item, Row>): void {
    if (queue.waiting.length > 0 && queue.running < mostAtOnce) void this.run(scope, queue);
    else if (queue.running === 0) this.queues.delete(scope.organizationId);
  }

  private async run(scope: TenantScope, queue: Queue<Item, Row>): Promise<void> {
    const batch = take(queue);
    queue.running += 1;
    try {
      const rows = await this.write(
        scope,
        batch.map(({ item }) => item),
      );
      const byId = new Map(rows.map((row) => [row.id, row]));
      for (const { item, done } of batch) done(byId.get(item.id));
    } catch (error) {
      if (isDatabaseAway(error)) {
        // Who waits behind a database that does not answer would only wait as long again.
        for (const { failed } of [...batch, ...queue.waiting.splice(0)]) failed(error);
      } else {
        // One of them contradicts what is stored. Nothing was written: by itself each learns whether it was the one.
        for (const { done } of batch) done(undefined);
      }
    } finally {
      queue.running -= 1;
      this.go(scope, queue);
    }
  }
}

/** The next ones, none twice: a second write of the same thing is decided on what the first has made of it. */
function take<Item extends { readonly id: string }, Row>(queue: Queue<Item, Row>): Waiting<Item, Row>[] {
  const batch = new Map<string, Waiting<Item, Row>>();
  const left: Waiting<Item, Row>[] = [];
  for (const one of queue.waiting) {
    if (batch.size < mostTogether && !batch.has(one.item.id)) batch.set(one.item.id, one);
    else left.push(one);
  }
  queue.waiting = left;
  return [...batch.values()];
}
