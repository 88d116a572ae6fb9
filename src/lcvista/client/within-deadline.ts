/** The time for one page was over. */
export class DeadlineError extends Error {
  constructor(readonly ms: number) {
    super(`did not end within ${ms} ms`);
    this.name = 'DeadlineError';
  }
}

/**
 * Runs `work` with a signal that also goes off after `ms`. (`AbortSignal.any` would do, but on Node 20 a long-lived
 * signal keeps every combination that was ever made with it.)
 *
 * @throws DeadlineError when the time is over, the outer signal's reason when that one was aborted
 */
export async function withinDeadline<T>(
  ms: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const inner = new AbortController();
  const stop = (): void => inner.abort(outer.reason);
  const timer = setTimeout(() => inner.abort(new DeadlineError(ms)), ms);
  outer.addEventListener('abort', stop, { once: true });
  try {
    return await work(inner.signal);
  } catch (error) {
    throw inner.signal.aborted ? inner.signal.reason : error;
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', stop);
  }
}
