import { setTimeout as sleep } from 'node:timers/promises';

/** How often and how long a page is tried again. */
export interface Patience {
  /** tries after the first one when the site is down, slow or cuts the connection */
  readonly retries: number;
  /** the wait before the first retry in milliseconds; each further one is twice as long */
  readonly firstWaitMs: number;
  /** waits for one page because the site said 429 */
  readonly busyWaits: number;
  /** the longest wait of all, whatever `Retry-After` says, in milliseconds */
  readonly longestWaitMs: number;
}

/** For a morning's reading, which has time: about half a minute of waiting for a page, or an hour when told to wait. */
export const readingPatience: Patience = { retries: 5, firstWaitMs: 1_000, busyWaits: 12, longestWaitMs: 300_000 };

/** For a check that an operator watches: it must answer while the browser still waits. */
export const checkingPatience: Patience = { retries: 1, firstWaitMs: 500, busyWaits: 1, longestWaitMs: 5_000 };

/** Time and chance, so that tests need neither. */
export interface Timing {
  /** milliseconds since 1970 */
  now(): number;
  /** resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted before */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** 0 up to, not including, 1 */
  random(): number;
}

export const systemTiming: Timing = {
  now: () => Date.now(),
  random: () => Math.random(),
  async wait(ms, signal) {
    try {
      await sleep(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};

/**
 * The wait before a retry: doubling, and jittered between half and whole, so that many organizations whose syncs start at
 * the same minute do not come back in step.
 *
 * @param attempt 1 for the wait after the first failure
 */
export function growingWait(attempt: number, patience: Patience, random: number): number {
  const whole = Math.min(patience.firstWaitMs * 2 ** (attempt - 1), patience.longestWaitMs);
  return Math.round(whole * (0.5 + random / 2));
}
