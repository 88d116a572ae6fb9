import { describe, expect, it } from '@jest/globals';
import { nextSyncAt } from '../../src/organizations/next-sync-at.js';

interface Case {
  what: string;
  timezone: string;
  syncTime: string;
  after: string;
  last?: string;
  at: string;
  date: string;
}

const cases: Case[] = [
  {
    what: 'later today',
    timezone: 'UTC',
    syncTime: '06:00',
    after: '2026-01-05T05:59:59.999Z',
    at: '2026-01-05T06:00:00.000Z',
    date: '2026-01-05',
  },
  {
    what: 'strictly after: the very instant is over',
    timezone: 'UTC',
    syncTime: '06:00',
    after: '2026-01-05T06:00:00Z',
    at: '2026-01-06T06:00:00.000Z',
    date: '2026-01-06',
  },
  {
    what: 'today has had its sync already',
    timezone: 'UTC',
    syncTime: '06:00',
    after: '2026-01-05T01:00:00Z',
    last: '2026-01-05',
    at: '2026-01-06T06:00:00.000Z',
    date: '2026-01-06',
  },
  {
    what: 'an old last date does not bring back mornings that have passed',
    timezone: 'UTC',
    syncTime: '06:00',
    after: '2026-01-05T07:00:00Z',
    last: '2025-12-01',
    at: '2026-01-06T06:00:00.000Z',
    date: '2026-01-06',
  },
  {
    what: 'Toronto, winter',
    timezone: 'America/Toronto',
    syncTime: '06:00',
    after: '2026-03-07T00:00:00Z',
    at: '2026-03-07T11:00:00.000Z',
    date: '2026-03-07',
  },
  {
    what: 'Toronto, the morning of the jump',
    timezone: 'America/Toronto',
    syncTime: '06:00',
    after: '2026-03-08T00:00:00Z',
    last: '2026-03-07',
    at: '2026-03-08T10:00:00.000Z',
    date: '2026-03-08',
  },
  {
    what: 'Toronto, a time that the jump skips moves forward',
    timezone: 'America/Toronto',
    syncTime: '02:30',
    after: '2026-03-08T00:00:00Z',
    at: '2026-03-08T07:30:00.000Z',
    date: '2026-03-08',
  },
  {
    what: 'Toronto, of a time that comes twice the first',
    timezone: 'America/Toronto',
    syncTime: '01:30',
    after: '2026-11-01T05:00:00Z',
    at: '2026-11-01T05:30:00.000Z',
    date: '2026-11-01',
  },
  {
    what: 'Toronto, the second 01:30 is not another morning',
    timezone: 'America/Toronto',
    syncTime: '01:30',
    after: '2026-11-01T05:30:00Z',
    last: '2026-11-01',
    at: '2026-11-02T06:30:00.000Z',
    date: '2026-11-02',
  },
  {
    what: 'leap day',
    timezone: 'Europe/Berlin',
    syncTime: '06:00',
    after: '2028-02-28T05:00:00Z',
    at: '2028-02-29T05:00:00.000Z',
    date: '2028-02-29',
  },
  {
    what: 'Kathmandu, 5:45 ahead',
    timezone: 'Asia/Kathmandu',
    syncTime: '06:00',
    after: '2026-06-01T00:15:00Z',
    at: '2026-06-02T00:15:00.000Z',
    date: '2026-06-02',
  },
  {
    what: 'Lord Howe, which jumps by half an hour',
    timezone: 'Australia/Lord_Howe',
    syncTime: '02:15',
    after: '2026-10-03T14:00:00Z',
    at: '2026-10-03T15:45:00.000Z',
    date: '2026-10-04',
  },
  {
    what: 'Kiritimati, 14 ahead: tomorrow there is today here',
    timezone: 'Pacific/Kiritimati',
    syncTime: '00:00',
    after: '2026-12-30T12:00:00Z',
    at: '2026-12-31T10:00:00.000Z',
    date: '2027-01-01',
  },
  {
    what: 'Nuuk skips the last hour of a Saturday: still that Saturday, after midnight',
    timezone: 'America/Nuuk',
    syncTime: '23:30',
    after: '2026-03-29T01:10:00Z',
    last: '2026-03-27',
    at: '2026-03-29T01:30:00.000Z',
    date: '2026-03-28',
  },
  {
    what: 'Apia had no 30 December 2011',
    timezone: 'Pacific/Apia',
    syncTime: '06:00',
    after: '2011-12-29T16:00:00Z',
    last: '2011-12-29',
    at: '2011-12-30T16:00:00.000Z',
    date: '2011-12-31',
  },
];

describe('nextSyncAt', () => {
  it.each(cases)('$what', ({ timezone, syncTime, after, last, at, date }) => {
    const morning = nextSyncAt({ timezone, syncTime, after: new Date(after), lastLocalDate: last ?? null });
    expect({ at: morning.at.toISOString(), localDate: morning.localDate }).toEqual({ at, localDate: date });
  });

  it.each(['America/Toronto', 'Europe/Lisbon', 'America/Nuuk', 'Australia/Lord_Howe', 'Africa/Casablanca'])(
    'lives through a year in %s: each date once, at the time on the wall',
    (timezone) => {
      const dates: string[] = [];
      let after = new Date('2026-01-01T12:00:00Z');
      while (dates.length < 365) {
        const morning = nextSyncAt({ timezone, syncTime: '06:00', after, lastLocalDate: dates.at(-1) ?? null });
        dates.push(morning.localDate);
        expect(wallClock(morning.at, timezone)).toBe(`${morning.localDate} 06:00`);
        after = morning.at;
      }
      expect(new Set(dates).size).toBe(365);
      expect(dates).toEqual(datesFrom('2026-01-02', 365));
    },
  );

  it('refuses a zone and a time that are none', () => {
    const plan = { timezone: 'UTC', syncTime: '06:00', after: new Date(0), lastLocalDate: null };
    expect(() => nextSyncAt({ ...plan, timezone: 'Mars/Olympus' })).toThrow(RangeError);
    expect(() => nextSyncAt({ ...plan, syncTime: '25:00' })).toThrow(RangeError);
  });
});

function wallClock(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(at);
}

function datesFrom(first: string, count: number): string[] {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: count }, (_, day) => new Date(start + day * 86_400_000).toISOString().slice(0, 10));
}
