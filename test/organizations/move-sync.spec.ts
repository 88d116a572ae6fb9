import { describe, expect, it } from '@jest/globals';
import { moveSync } from '../../src/organizations/move-sync.js';

interface Case {
  what: string;
  from: [timezone: string, syncTime: string];
  to: [timezone: string, syncTime: string];
  next: string;
  last: string | null;
  now: string;
  moved: string;
}

const six: [string, string] = ['UTC', '06:00'];

const cases: Case[] = [
  {
    what: 'today waits, and its new time is still to come',
    from: six,
    to: ['UTC', '09:00'],
    next: '2026-05-04T06:00:00Z',
    last: '2026-05-03',
    now: '2026-05-04T05:00:00Z',
    moved: '2026-05-04T09:00:00.000Z',
  },
  {
    what: 'today waits, and its new time has passed: due at once',
    from: six,
    to: ['UTC', '05:00'],
    next: '2026-05-04T06:00:00Z',
    last: '2026-05-03',
    now: '2026-05-04T05:30:00Z',
    moved: '2026-05-04T05:00:00.000Z',
  },
  {
    what: 'today was missed: its new time is still to come',
    from: six,
    to: ['UTC', '09:00'],
    next: '2026-05-04T06:00:00Z',
    last: '2026-05-03',
    now: '2026-05-04T07:00:00Z',
    moved: '2026-05-04T09:00:00.000Z',
  },
  {
    what: 'today has had its sync: no second one',
    from: six,
    to: ['UTC', '09:00'],
    next: '2026-05-05T06:00:00Z',
    last: '2026-05-04',
    now: '2026-05-04T07:00:00Z',
    moved: '2026-05-05T09:00:00.000Z',
  },
  {
    what: 'connected after this morning, and the new time is still to come today',
    from: six,
    to: ['UTC', '11:00'],
    next: '2026-05-05T06:00:00Z',
    last: null,
    now: '2026-05-04T10:30:00Z',
    moved: '2026-05-04T11:00:00.000Z',
  },
  {
    what: 'a zone further west: the same date, later',
    from: six,
    to: ['America/Toronto', '06:00'],
    next: '2026-05-05T06:00:00Z',
    last: '2026-05-04',
    now: '2026-05-04T07:00:00Z',
    moved: '2026-05-05T10:00:00.000Z',
  },
  {
    what: 'a zone further east in which that morning has begun already: due at once',
    from: ['America/Toronto', '06:00'],
    to: ['Asia/Tokyo', '06:00'],
    next: '2026-05-05T10:00:00Z',
    last: '2026-05-04',
    now: '2026-05-05T02:00:00Z',
    moved: '2026-05-04T21:00:00.000Z',
  },
];

describe('moveSync', () => {
  it.each(cases)('$what', ({ from, to, next, last, now, moved }) => {
    const before = { timezone: from[0], syncTime: from[1] };
    const after = { timezone: to[0], syncTime: to[1] };
    const standing = { nextSyncAt: new Date(next), lastLocalDate: last };
    expect(moveSync(before, after, standing, new Date(now)).toISOString()).toBe(moved);
  });
});
