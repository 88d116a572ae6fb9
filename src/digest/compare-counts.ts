import type { ReasonCount } from './digest-content.js';
import { reasonsInOrder, type ReviewReason } from './reason-titles.js';

/**
 * Sets the counts of this week beside those of the last one. A reason that nobody has any more is told once, with 0.
 *
 * @param lastWeek null: there was no review last week
 */
export function compareCounts(
  now: readonly { readonly reason: ReviewReason; readonly count: number }[],
  lastWeek: readonly ReasonCount[] | null,
): ReasonCount[] {
  const counts = new Map(now.map(({ reason, count }) => [reason, count]));
  const before = new Map(lastWeek?.map(({ reason, count }) => [reason, count]));
  return reasonsInOrder
    .map((reason) => ({
      reason,
      count: counts.get(reason) ?? 0,
      lastWeek: lastWeek === null ? null : (before.get(reason) ?? 0),
    }))
    .filter(({ count, lastWeek }) => count > 0 || (lastWeek ?? 0) > 0);
}
