/** After so many hours without a good run an organization is stale: more than a day and the time of a run. */
export const staleAfterHours = 26;

/**
 * Whether an organization has gone without a good run for too long.
 *
 * @param connectedAt when LCVista was connected; null: it is not, and nothing can be stale
 * @param lastGoodRunAt when the last good run ended
 */
export function isStale(connectedAt: Date | null, lastGoodRunAt: Date | null, now: Date): boolean {
  if (connectedAt === null) return false;
  const since = Math.max(connectedAt.getTime(), lastGoodRunAt?.getTime() ?? -Infinity);
  return now.getTime() - since > staleAfterHours * 3_600_000;
}
