/** Fewer people than this make no difference that somebody must look at. */
const harmless = 5;

/**
 * Whether a complete reading is so much smaller than the last one that somebody should look before it takes mappings
 * away: by more than the limit, and by more than five people.
 *
 * @param before assigned, active people of the last complete reading
 * @param now the same in this one
 */
export function isShrunk(before: number, now: number, limitPercent: number): boolean {
  const missing = before - now;
  return missing > harmless && missing * 100 > before * limitPercent;
}
