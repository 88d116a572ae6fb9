import type { Timing } from '../../../src/lcvista/client/patience.js';

/** Time that does not pass: waits end at once and are written down. */
export class RecordedTiming implements Timing {
  readonly waits: number[] = [];

  constructor(private readonly at = Date.parse('2026-03-01T06:00:00Z')) {}

  now(): number {
    return this.at;
  }

  random(): number {
    return 1;
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.waits.push(ms);
  }
}
