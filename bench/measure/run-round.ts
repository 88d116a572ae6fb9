import { performance } from 'node:perf_hooks';
import type { Pool } from 'undici';
import { type Call, exchange } from './exchange.js';

export interface Round {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds of each request, in no order. */
  readonly latencies: readonly number[];
}

export interface RoundLimits {
  readonly connections: number;
  readonly seconds: number;
  readonly requests: number;
}

/**
 * Sends requests over all connections, each its next as soon as it has its answer, until time or requests are up.
 *
 * @param next the next request
 * @param expected statuses of a good answer
 * @throws Error at the first other answer: what fails fast must not count as fast
 */
export async function runRound(
  pool: Pool,
  next: () => Call,
  expected: readonly number[],
  { connections, seconds, requests }: RoundLimits,
): Promise<Round> {
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1_000;
  let left = requests;
  const work = async (): Promise<void> => {
    while (left > 0 && performance.now() < end) {
      left -= 1;
      const call = next();
      const sent = performance.now();
      const status = await exchange(pool, call);
      latencies.push(performance.now() - sent);
      if (!expected.includes(status)) throw new Error(`${call.method} ${call.path} answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return { requests: latencies.length, seconds: (performance.now() - start) / 1_000, latencies };
}
