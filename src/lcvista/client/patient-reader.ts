import { LcvistaError } from './lcvista-error.js';
import { PassingFault } from './page-fault.js';
import { growingWait, type Patience, type Timing } from './patience.js';

/**
 * Tries until it works, it cannot work, or patience is at its end. When the site says 429, every request that shares this
 * object waits, not only the one that was told: the others would be told the same.
 */
export class PatientReader {
  private pause: Promise<void> = Promise.resolve();

  constructor(
    private readonly patience: Patience,
    private readonly timing: Timing,
  ) {}

  /**
   * @param attempt one try; a PassingFault is tried again, everything else is final
   * @throws LcvistaError `lcvista-unavailable` with the last fault, the signal's reason when aborted
   */
  async read<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let failed = 0, busy = 0; ;) {
      await this.pause;
      signal.throwIfAborted();
      try {
        return await attempt();
      } catch (fault) {
        if (!(fault instanceof PassingFault)) throw fault;
        if (fault.busy ? ++busy > this.patience.busyWaits : ++failed > this.patience.retries) {
          throw new LcvistaError('lcvista-unavailable', `${fault.message}, after ${failed + busy} tries`);
        }
        if (fault.busy) await this.pauseAll(fault.retryAfterMs ?? this.growing(busy), signal);
        else await this.timing.wait(this.growing(failed), signal);
      }
    }
  }

  private growing(attempt: number): number {
    return growingWait(attempt, this.patience, this.timing.random());
  }

  private async pauseAll(ms: number, signal: AbortSignal): Promise<void> {
    const waiting = this.timing.wait(
      Math.min(Math.max(ms, this.patience.firstWaitMs), this.patience.longestWaitMs),
      signal,
    );
    this.pause = Promise.allSettled([this.pause, waiting]).then(() => undefined);
    await waiting;
  }
}
