const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Between tries, in milliseconds: soon at first, then for the three days that an outage over a week-end takes. */
const waits = [
  5 * second,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/**
 * How long to wait after a failed try. Up to a fifth is added by chance, so that a receiver that comes back is not met
 * by everything at once. A receiver that asks for a longer wait gets it, up to an hour.
 *
 * @param failures tries that failed in a row, this one included
 * @param chance from 0 to 1
 * @param asked what the receiver asked for, in milliseconds
 * @returns milliseconds, or null: give up
 */
export function retryWait(failures: number, chance: number, asked: number | null = null): number | null {
  const wait = waits[failures - 1];
  if (wait === undefined) return null;
  return Math.round(Math.max(wait, Math.min(asked ?? 0, hour)) * (1 + chance / 5));
}
