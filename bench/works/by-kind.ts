import type { Work } from './work.js';

/** Puts the works of each kind together, kinds and works in the order in which they come. */
export function byKind(works: readonly Work[]): Work[][] {
  const kinds = new Map<string, Work[]>();
  for (const work of works) kinds.set(work.kind, [...(kinds.get(work.kind) ?? []), work]);
  return [...kinds.values()];
}
