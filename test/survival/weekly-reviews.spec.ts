import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DigestHouse } from '../digest/digest-house.js';
import { extent } from './extent.js';
import { reportFigures } from './report-figures.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Zones whose clocks change at the hour of the review, stand still, or are far from everybody else's. */
const places = [
  ['utc', 'UTC', '06:00'],
  ['toronto', 'America/Toronto', '01:30'],
  ['santiago', 'America/Santiago', '23:30'],
  ['apia', 'Pacific/Apia', '06:00'],
  ['kiritimati', 'Pacific/Kiritimati', '00:00'],
  ['lord-howe', 'Australia/Lord_Howe', '01:15'],
  ['kathmandu', 'Asia/Kathmandu', '06:00'],
  ['berlin', 'Europe/Berlin', '01:30'],
] as const;

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** A leap year, from the week before its first to the week after its last; or the weeks around its leap day. */
const from = Date.parse(extent({ short: 1, full: 0 }) === 1 ? '2028-02-20T00:00:00Z' : '2027-12-27T00:00:00Z');
const days = extent({ short: 36, full: 372 });
const stepHours = extent({ short: 6, full: 2 });

let house: DigestHouse;

beforeAll(async () => {
  house = await DigestHouse.open(new Date(from).toISOString());
});

afterAll(() => house.close());

interface Review {
  readonly week: string;
  readonly at: Date;
}

async function reviewsOf(slug: string): Promise<Review[]> {
  const { rows } = await house.app.pool.query<Review>(
    `select week, created_at as at from digest
     where organization_id = (select id from organization where slug = $1) order by created_at`,
    [slug],
  );
  return rows;
}

/** What the wall says there, by other means than the schedule's. */
function onTheWall(at: Date, timeZone: string): { weekday: string; minutes: number } {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', hour: '2-digit', minute: '2-digit' });
  const told = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    weekday: (told['weekday'] ?? '').toLowerCase(),
    minutes: Number(told['hour']) * 60 + Number(told['minute']),
  };
}

function minuteOfWeek(day: string, minutes: number): number {
  return weekdays.indexOf(day) * 1_440 + minutes;
}

/** Minutes from the moment of the week at which a review is due, one hour after the sync, to the one at which it was made. */
function lateness(at: Date, timeZone: string, weekday: string, syncTime: string): number {
  const wall = onTheWall(at, timeZone);
  const [hour = 0, minute = 0] = syncTime.split(':').map(Number);
  const late = minuteOfWeek(wall.weekday, wall.minutes) - minuteOfWeek(weekday, hour * 60 + minute + 60);
  return late < -5_040 ? late + 10_080 : late > 5_040 ? late - 10_080 : late;
}

it(
  'a year of reviews: one in each week of every calendar, at its time there',
  async () => {
    const chosen = places.map(([slug, timezone, syncTime], at) => ({
      slug,
      timezone,
      syncTime,
      weekday: weekdays[(at + 1) % 7] ?? '',
    }));
    for (const { slug, timezone, syncTime, weekday } of chosen) {
      await house.organization(slug, timezone);
      await house.app.request('PATCH', `/api/v1/organizations/${slug}`, {
        token: house.app.platformToken,
        body: { syncTime },
      });
      const { status } = await house.send('PUT', slug, 'digest', { weekday, recipients: ['ann@acme.com'] });
      expect(status).toBe(200);
    }
    let ticks = 0;
    for (let at = from; at < from + days * dayMs; at += stepHours * hourMs) {
      await house.tick(new Date(at).toISOString());
      ticks += 1;
    }
    let reviews = 0;
    for (const { slug, timezone, syncTime, weekday } of chosen) {
      const found = await reviewsOf(slug);
      const weeks = found.map(({ week }) => week);
      expect({ slug, weeks: new Set(weeks).size }).toEqual({ slug, weeks: weeks.length });
      expect({ slug, weeks }).toEqual({ slug, weeks: weeks.toSorted() });
      expect(Math.abs(weeks.length - days / 7)).toBeLessThan(1.5);
      const gaps = found.slice(1).map(({ at }, before) => at.getTime() - (found[before]?.at.getTime() ?? 0));
      expect({ slug, gaps: gaps.filter((gap) => gap > 8 * dayMs || gap < 6 * dayMs) }).toEqual({ slug, gaps: [] });
      const untimely = found.filter(({ at }) => {
        const late = lateness(at, timezone, weekday, syncTime);
        return late < -60 || late > stepHours * 60 + 61;
      });
      expect({ slug, untimely }).toEqual({ slug, untimely: [] });
      reviews += found.length;
    }
    reportFigures('weekly reviews', { zones: chosen.length, ticks, reviews, 'missed or doubled': 0 });
  },
  extent({ short: 60_000, full: 300_000 }),
);
