import { describe, expect, it } from '@jest/globals';
import { PassingFault } from '../../../src/lcvista/client/page-fault.js';
import { readingPatience } from '../../../src/lcvista/client/patience.js';
import { PatientReader } from '../../../src/lcvista/client/patient-reader.js';
import { RecordedTiming } from './recorded-timing.js';

const never = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Fails as often as there are faults, then answers. */
function attempts(...faults: unknown[]): () => Promise<string> {
  const left = [...faults];
  return async () => {
    if (left.length > 0) throw left.shift();
    return 'page';
  };
}

describe('the patient reader', () => {
  it('counts being told to wait and failing apart', async () => {
    const timing = new RecordedTiming();
    const reader = new PatientReader({ ...readingPatience, retries: 2, busyWaits: 2 }, timing);
    const down = new PassingFault('down', false);
    const busy = new PassingFault('busy', true, 9_000);
    await expect(reader.read(attempts(down, busy, down, busy), never)).resolves.toBe('page');
    expect(timing.waits).toEqual([1_000, 9_000, 2_000, 9_000]);
    await expect(reader.read(attempts(down, busy, down, down), never)).rejects.toMatchObject({
      code: 'lcvista-unavailable',
      message: 'down, after 4 tries',
    });
  });

  it('does not try again what cannot work', async () => {
    const timing = new RecordedTiming();
    const fault = new Error('wrong');
    await expect(new PatientReader(readingPatience, timing).read(attempts(fault), never)).rejects.toBe(fault);
    expect(timing.waits).toEqual([]);
  });

  it('lets all requests wait when one is told to', async () => {
    const over = new AbortController();
    const timing = new RecordedTiming();
    timing.wait = () => new Promise((resolve) => over.signal.addEventListener('abort', () => resolve()));
    const reader = new PatientReader(readingPatience, timing);
    const told = reader.read(attempts(new PassingFault('busy', true, 60_000)), never);
    await turn();

    let asked = false;
    const other = reader.read(async () => (asked = true), never);
    await turn();
    expect(asked).toBe(false);

    over.abort();
    await expect(Promise.all([told, other])).resolves.toEqual(['page', true]);
  });

  it('does not wait when the reading is stopped', async () => {
    const reader = new PatientReader(readingPatience, new RecordedTiming());
    const stopped = AbortSignal.abort(new Error('service stops'));
    await expect(reader.read(attempts(), stopped)).rejects.toThrow('service stops');
  });
});
