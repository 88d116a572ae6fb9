import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DigestSchedule, nextDigestAt, weekdays } from '../../src/digest/digest-moment.js';

const toronto: DigestSchedule = { timezone: 'America/Toronto', syncTime: '06:00', weekday: 'monday' };

function next(schedule: DigestSchedule, after: string, lastWeek: string | null = null): string {
  const { at, week, weekBefore } = nextDigestAt(schedule, new Date(after), lastWeek);
  return `${at.toISOString()} ${week} after ${weekBefore}`;
}

const zones = ['UTC', 'America/Toronto', 'Asia/Kathmandu', 'Pacific/Apia', 'Australia/Lord_Howe', 'Europe/Berlin'];

const schedules = fc.record<DigestSchedule>({
  timezone: fc.constantFrom(...zones),
  syncTime: fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minutes) => {
    const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
    return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  }),
  weekday: fc.constantFrom(...weekdays),
});

describe('the moment of the weekly review', () => {
  it.each([
    ['an hour after the sync', '2026-01-04T00:00:00Z', '2026-01-05T12:00:00.000Z 2026-W02 after 2026-W01'],
    ['strictly after', '2026-01-05T12:00:00Z', '2026-01-12T12:00:00.000Z 2026-W03 after 2026-W02'],
    ['just before', '2026-01-05T11:59:59.999Z', '2026-01-05T12:00:00.000Z 2026-W02 after 2026-W01'],
    ['in summer time', '2026-03-08T12:00:00Z', '2026-03-09T11:00:00.000Z 2026-W11 after 2026-W10'],
    ['in the first week of a year', '2025-12-29T00:00:00Z', '2025-12-29T12:00:00.000Z 2026-W01 after 2025-W52'],
  ])('is %s', (_, after, expected) => expect(next(toronto, after)).toBe(expected));

  it('passes over a week that has had its review', () => {
    expect(next(toronto, '2026-01-04T00:00:00Z', '2026-W02')).toMatch(/^2026-01-12T12:00/);
    expect(next({ ...toronto, weekday: 'friday' }, '2026-01-05T13:00:00Z', '2026-W02')).toMatch(/^2026-01-16T12:00/);
  });

  it('belongs to the day on which the sync begins', () => {
    const late: DigestSchedule = { timezone: 'Asia/Tokyo', syncTime: '23:30', weekday: 'sunday' };
    expect(next(late, '2026-01-11T00:00:00Z')).toBe('2026-01-11T15:30:00.000Z 2026-W02 after 2026-W01');
  });

  it('comes an hour after the first of two equal times, and after a time that is skipped', () => {
    const sunday: DigestSchedule = { timezone: 'America/Toronto', syncTime: '01:30', weekday: 'sunday' };
    expect(next(sunday, '2026-10-31T12:00:00Z')).toMatch(/^2026-11-01T06:30/);
    expect(next({ ...sunday, syncTime: '02:30' }, '2026-03-07T12:00:00Z')).toMatch(/^2026-03-08T08:30/);
  });

  it('comes exactly once in every week, in any zone, at any time', () => {
    const begin = fc.date({ min: new Date('2005-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(schedules, begin, (schedule, start) => {
        let previous = nextDigestAt(schedule, start, null);
        for (let week = 0; week < 60; week += 1) {
          const following = nextDigestAt(schedule, previous.at, previous.week);
          expect(following.weekBefore).toBe(previous.week);
          expect(nextDigestAt(schedule, new Date(following.at.getTime() - 1), null)).toEqual(following);
          previous = following;
        }
      }),
      { numRuns: 40 },
    );
  });
});
