import type { Comparison } from '../measure/compare-sizes.js';
import type { Call } from '../measure/exchange.js';
import type { Server } from '../world/world.js';

/** Something that is asked of the service and, where it has one, of the floor. */
export interface Work {
  readonly name: string;
  /** What works of several sizes have in common; they are measured together. */
  readonly kind: string;
  /** How the sizes of the kind are compared; left out: not at all. */
  readonly compared?: Comparison;
  /** What it shall reach, in the words of the plan. */
  readonly goal: string;
  readonly hasFloor: boolean;
  /** Statuses of a good answer. */
  readonly expected: readonly number[];
  /** Left out: as many as the options say. */
  readonly connections?: number;
  /** For works that use something up. */
  readonly mostPerRound?: number;
  /** The requests for one of the servers, one after the other. */
  calls(server: Server['name']): () => Call;
  /** Undoes what a round has changed. */
  reset?(): Promise<void>;
}

/** Goes round and round through some items. */
export function cycle<Item>(items: readonly Item[]): () => Item {
  let at = 0;
  return () => {
    const item = items[at % items.length];
    if (item === undefined) throw new Error('there is nothing to go through');
    at += 1;
    return item;
  };
}

/** What only one of the servers touches. */
export function halfOf<Item>(items: readonly Item[], server: Server['name']): Item[] {
  return items.filter((_, at) => (at % 2 === 0) === (server === 'service'));
}
