import { Gathering, mostTogether } from './gathering.js';
import { isDatabaseAway } from './is-database-away.js';
import type { TenantScope } from './scope.js';

interface Waiting<Item, Row> {
  readonly item: Item;
  readonly done: (row: Row | undefined) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Writes of one organization that come at the same time go together: one transaction and one wait for the disk for all
 * of them. An organization that has written once keeps its place, which is a few words of memory.
 */
export class GatheredWrites<Item extends { readonly id: string }, Row extends { readonly id: string }> {
  private readonly gatherings = new Map<string, Gathering<Waiting<Item, Row>>>();

  /**
   * @param write all or none; leaves out what it would have to wait for, so that nobody waits for somebody else's lock
   */
  constructor(private readonly write: (scope: TenantScope, items: readonly Item[]) => Promise<Row[]>) {}

  /**
   * @returns what was written; undefined when the write was left out, and has to be done by itself
   * @throws Error of a database that is away: then nobody knows whether it was written
   */
  add(scope: TenantScope, item: Item): Promise<Row | undefined> {
    const gathering = this.gatheringOf(scope);
    return new Promise((done, failed) => gathering.add({ item, done, failed }));
  }

  private gatheringOf(scope: TenantScope): Gathering<Waiting<Item, Row>> {
    const known = this.gatherings.get(scope.organizationId);
    if (known !== undefined) return known;
    const gathering = new Gathering<Waiting<Item, Row>>((waiting) => this.run(scope, waiting));
    this.gatherings.set(scope.organizationId, gathering);
    return gathering;
  }

  private async run(scope: TenantScope, waiting: Waiting<Item, Row>[]): Promise<void> {
    const batch = take(waiting);
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
        for (const { failed } of [...batch, ...waiting.splice(0)]) failed(error);
      } else {
        // One of them contradicts what is stored. Nothing was written: by itself each learns whether it was the one.
        for (const { done } of batch) done(undefined);
      }
    }
  }
}

/** The next ones, none twice: a second write of the same thing is decided on what the first has made of it. */
function take<Item extends { readonly id: string }, Row>(waiting: Waiting<Item, Row>[]): Waiting<Item, Row>[] {
  const batch = new Map<string, Waiting<Item, Row>>();
  const left: Waiting<Item, Row>[] = [];
  for (const one of waiting.splice(0)) {
    if (batch.size < mostTogether && !batch.has(one.item.id)) batch.set(one.item.id, one);
    else left.push(one);
  }
  waiting.push(...left);
  return [...batch.values()];
}
