import { expect, it } from '@jest/globals';
import { localDate } from '../../src/organizations/local-date.js';

it.each([
  ['2026-03-02T04:59:59Z', 'America/Toronto', '2026-03-01'],
  ['2026-03-02T05:00:00Z', 'America/Toronto', '2026-03-02'],
  ['2026-07-02T04:00:00Z', 'America/Toronto', '2026-07-02'],
  ['2026-03-02T18:30:00Z', 'Asia/Kolkata', '2026-03-03'],
  ['2026-03-02T23:59:59Z', 'Mars/Olympus', '2026-03-02'],
  ['2026-03-02T23:59:59Z', 'AET', '2026-03-02'],
])('at %s it is, in %s, %s', (at, timezone, date) => {
  expect(localDate(new Date(at), timezone)).toBe(date);
});
