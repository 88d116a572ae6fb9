import { median } from './statistics.js';

/** By requests per second, or by the time that a request takes when nobody else asks. */
export type Comparison = 'rate' | 'alone';

/** What a server was seen to do at one size of a kind of work. */
export interface Showing {
  /** Requests per second of each round. */
  readonly rates: readonly number[];
  /** Milliseconds. */
  readonly p50Alone: number;
}

/** The rates over those of others that were measured in the same rounds: what slows a round down slows both. */
export function ratioOfRounds(rates: readonly number[], others: readonly number[]): number {
  return median(rates.map((rate, round) => rate / (others[round] ?? Number.NaN)));
}

/**
 * Compares one size with the others of the same server.
 *
 * @param comparison `rate`: of this size to the other's; `alone`: of the slowest of all sizes to the fastest
 * @returns null when there is nothing to compare with
 */
export function compareSizes(
  comparison: Comparison | undefined,
  own: Showing,
  others: readonly Showing[],
): number | null {
  const [other] = others;
  if (comparison === undefined || other === undefined) return null;
  if (comparison === 'rate') return ratioOfRounds(own.rates, other.rates);
  const alone = [own, ...others].map(({ p50Alone }) => p50Alone);
  return Math.max(...alone) / Math.min(...alone);
}
