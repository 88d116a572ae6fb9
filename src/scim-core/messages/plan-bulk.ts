import { bulkReferences, unknownReference } from './bulk-references.js';
import type { BulkOperation } from './bulk-request.js';
import { ScimError } from './scim-error.js';

/**
 * One step of a bulk request.
 *
 * - `refuse`: the operation cannot be done; the error is its result.
 * - `run`: do it; everything it refers to has been tried before.
 * - `begin`: a POST whose references go round in a circle: make the resource of what can be resolved
 *   (`splitUnresolved`).
 * - `complete`: add the rest to the resource that `begin` made.
 */
export type BulkStep =
  | { readonly kind: 'refuse'; readonly index: number; readonly error: ScimError }
  | { readonly kind: 'run' | 'begin' | 'complete'; readonly index: number };

interface Pending {
  readonly index: number;
  /** The operations that have to be done first. */
  readonly needs: ReadonlySet<number>;
}

/**
 * Orders the operations of a bulk request so that references work in any order, also round in a circle (RFC 7644
 * section 3.7.1). Otherwise they stay in the order sent.
 *
 * @param operations of the request; steps name them by index
 */
export function planBulk(operations: readonly BulkOperation[]): BulkStep[] {
  const makers = makersByBulkId(operations);
  const prepared = operations.map((operation, index) => prepare(operation, index, makers));
  const refused = prepared.filter((step) => 'error' in step);
  const steps: BulkStep[] = refused.map(({ index, error }) => ({ kind: 'refuse', index, error }));
  const tried = new Set(refused.map(({ index }) => index));
  return [
    ...steps,
    ...order(
      prepared.filter((step) => 'needs' in step),
      tried,
    ),
  ];
}

function makersByBulkId(operations: readonly BulkOperation[]): Map<string, number> {
  const makers = new Map<string, number>();
  for (const [index, { bulkId, target }] of operations.entries()) {
    const makes = !(target instanceof ScimError) && target.method === 'POST';
    if (makes && bulkId !== undefined) makers.set(bulkId, index);
  }
  return makers;
}

function prepare(
  { target }: BulkOperation,
  index: number,
  makers: ReadonlyMap<string, number>,
): Pending | { index: number; error: ScimError } {
  if (target instanceof ScimError) return { index, error: target };
  const needs = new Set<number>();
  for (const reference of bulkReferences([target.id, target.data])) {
    const maker = makers.get(reference);
    if (maker === undefined) return { index, error: unknownReference(reference) };
    needs.add(maker);
  }
  return { index, needs };
}

/** Takes the first operation that waits for nothing; where all wait for each other, one of a circle is begun. */
function order(operations: readonly Pending[], tried: ReadonlySet<number>): BulkStep[] {
  const steps: BulkStep[] = [];
  const waitsFor = new Map(
    operations.map(({ index, needs }) => [index, new Set([...needs].filter((need) => !tried.has(need)))]),
  );
  const begun = new Set<number>();
  let waiting = operations.map(({ index }) => index);
  while (waiting.length > 0) {
    const ready = waiting.find((index) => isFree(waitsFor, index));
    const index = ready ?? someInCircle(waitsFor, waiting);
    steps.push({ kind: ready === undefined ? 'begin' : 'run', index });
    if (ready === undefined) begun.add(index);
    waiting = waiting.filter((other) => other !== index);
    for (const needs of waitsFor.values()) needs.delete(index);
    for (const other of [...begun].filter((candidate) => isFree(waitsFor, candidate))) {
      begun.delete(other);
      steps.push({ kind: 'complete', index: other });
    }
  }
  return steps;
}

type Waits = ReadonlyMap<number, Set<number>>;

function isFree(waitsFor: Waits, index: number): boolean {
  return waitsFor.get(index)?.size === 0;
}

/** When everything waits, going from each to one it waits for must come round: where it does is a circle. */
function someInCircle(waitsFor: Waits, waiting: readonly number[]): number {
  const seen = new Set<number>();
  let index = waiting[0] ?? 0;
  while (!seen.has(index)) {
    seen.add(index);
    const [next = index] = waitsFor.get(index) ?? [];
    index = next;
  }
  return index;
}
