import { describe, expect, it } from '@jest/globals';
import { parseRetryAfter } from '../../../src/common/parse-retry-after.js';
import { growingWait, readingPatience, systemTiming } from '../../../src/lcvista/client/patience.js';

const now = Date.parse('2026-03-01T06:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['7', 7_000],
    [' 0 ', 0],
    ['Sun, 01 Mar 2026 06:01:30 GMT', 90_000],
    ['Sun, 01 Mar 2026 05:00:00 GMT', 0],
    ['Sunday, 01-Mar-26 06:00:10 GMT', 10_000],
    [undefined, null],
    ['', null],
    ['-3', null],
    ['1.5', null],
    ['soon', null],
    ['Soon', null],
    ['99999999999', null],
  ])('%j means %j ms', (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms);
  });
});

describe('waits between tries', () => {
  it('double, up to the longest', () => {
    const waits = Array.from({ length: 11 }, (_, index) => growingWait(index + 1, readingPatience, 1) / 1_000);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it('are jittered between half and whole', () => {
    expect([0, 0.5, 1].map((random) => growingWait(3, readingPatience, random))).toEqual([2_000, 3_000, 4_000]);
  });

  it('end early, with the reason, when the reading is stopped', async () => {
    const stop = new AbortController();
    const waiting = systemTiming.wait(60_000, stop.signal);
    stop.abort(new Error('service stops'));
    await expect(waiting).rejects.toThrow('service stops');
  });
});
