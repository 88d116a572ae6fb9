import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startWorld, type World } from '../lcvista/compliance-world.js';
import { extent } from './extent.js';
import { reportFigures } from './report-figures.js';
import { SeededRandom } from './seeded-random.js';
import { type Place, type QueuedRun, SimulatedFirms } from './simulated-firms.js';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Zones of all manners, many with a time of day that their clocks skip or pass twice. */
const places: readonly Place[] = [
  ['UTC', '06:00'],
  ['America/Toronto', '02:30'],
  ['America/St_Johns', '00:01'],
  ['America/Nuuk', '23:30'],
  ['America/Santiago', '00:30'],
  ['America/Sao_Paulo', '06:00'],
  ['Pacific/Honolulu', '06:00'],
  ['Pacific/Pago_Pago', '23:59'],
  ['Pacific/Apia', '06:00'],
  ['Pacific/Auckland', '02:30'],
  ['Pacific/Chatham', '02:50'],
  ['Pacific/Kiritimati', '00:00'],
  ['Australia/Lord_Howe', '02:15'],
  ['Australia/Adelaide', '02:00'],
  ['Asia/Tokyo', '06:00'],
  ['Asia/Kolkata', '05:15'],
  ['Asia/Kathmandu', '06:00'],
  ['Europe/London', '01:30'],
  ['Europe/Berlin', '02:30'],
  ['Africa/Casablanca', '02:15'],
  ['Africa/Cairo', '00:15'],
].map(([timezone = '', syncTime = '']) => ({ timezone, syncTime }));

const random = new SeededRandom();

let world: World;
let firms: SimulatedFirms | null = null;

beforeAll(async () => {
  world = await startWorld();
});

afterEach(async () => {
  await firms?.close();
  firms = null;
});

afterAll(() => world.stop());

async function open(chosen: readonly Place[], at: Date): Promise<SimulatedFirms> {
  world.clock.at = at;
  firms = await SimulatedFirms.open(world, chosen, random);
  return firms;
}

describe('a year of mornings', () => {
  it(
    'has one run for each date of every calendar, when it is that time there',
    async () => {
      const stepHours = 1;
      const from = new Date(
        extent({ short: Date.parse('2028-02-26T12:00:00Z'), full: Date.parse('2027-12-31T12:00:00Z') }),
      );
      const to = new Date(from.getTime() + extent({ short: 38, full: 368 }) * dayMs);
      const open21 = await open(places, from);
      const ticks = await open21.liveThrough(from, to, stepHours);
      let mornings = 0;
      for (const place of places) {
        const runs = await open21.runs(place);
        const first = localDay(new Date(from.getTime() + dayMs), place);
        const last = localDay(new Date(to.getTime() - 1.5 * dayMs), place);
        const between = runs.map(({ date }) => date).filter((date) => date >= first && date <= last);
        expect({ place, dates: between }).toEqual({ place, dates: datesBetween(first, last) });
        const untimely = runs.filter((run) => !isTimely(run, place, stepHours));
        expect({ place, untimely }).toEqual({ place, untimely: [] });
        mornings += runs.length;
      }
      reportFigures('year', { seed: random.seed, zones: places.length, ticks, mornings, 'missed or doubled': 0 });
    },
    extent({ short: 60_000, full: 400_000 }),
  );

  it('has none for a date that a zone leaves out', async () => {
    const islands = [
      { timezone: 'Pacific/Apia', syncTime: '06:00' },
      { timezone: 'Pacific/Fakaofo', syncTime: '00:30' },
    ];
    const from = new Date('2011-12-27T12:00:00Z');
    const opened = await open(islands, from);
    await opened.liveThrough(from, new Date('2012-01-03T00:00:00Z'), 1);
    for (const island of islands) {
      const dates = (await opened.runs(island)).map(({ date }) => date).filter((date) => date > '2011-12-28');
      expect(dates.slice(0, 3)).toEqual(['2011-12-29', '2011-12-31', '2012-01-01']);
    }
  });
});

describe('a clock that goes wrong', () => {
  const chosen = [places[0], places[1], places[8], places[15]].filter((place) => place !== undefined);
  const offsets = [1, 2, 3, 10, 400].map((days) => days * dayMs);
  offsets.push(-dayMs, -3 * dayMs, -hourMs, -hourMs, hourMs, -30 * 60_000);

  it(
    'never makes two runs for a date, and never none',
    async () => {
      const lives = extent({ short: 3, full: 60 });
      let jumps = 0;
      for (let life = 0; life < lives; life += 1) {
        const from = Date.parse('2026-03-01T12:00:00Z') + life * 20 * dayMs;
        const opened = await open(chosen, new Date(from));
        const to = from + 9 * dayMs;
        let wrongUntil = 0;
        let offset = 0;
        for (let now = from; now < to; now += hourMs) {
          // At the end, and for two hours after each time that it was wrong, the clock is right.
          if (now >= wrongUntil) offset = 0;
          if (now >= wrongUntil + 2 * hourMs && now < to - 2 * dayMs && random.next() < 0.12) {
            offset = random.pick(offsets);
            wrongUntil = now + hourMs * (1 + random.below(6));
            jumps += 1;
          }
          await opened.liveAt(new Date(now + offset));
        }
        for (const place of chosen) {
          const dates = (await opened.runs(place)).map(({ date }) => date);
          const wanted = datesBetween(
            localDay(new Date(from + dayMs), place),
            localDay(new Date(to - 1.5 * dayMs), place),
          );
          expect({ place, from: new Date(from), none: wanted.filter((date) => !dates.includes(date)) }).toEqual({
            place,
            from: new Date(from),
            none: [],
          });
          expect(new Set(dates).size).toBe(dates.length);
        }
        await opened.close();
      }
      reportFigures('clock', { seed: random.seed, lives, jumps, firms: chosen.length * lives, 'missed or doubled': 0 });
    },
    extent({ short: 60_000, full: 400_000 }),
  );

  it('forward over a morning and back before it, and back over one that has had its run', async () => {
    const place = { timezone: 'UTC', syncTime: '06:00' };
    const opened = await open([place], new Date('2026-06-01T12:00:00Z'));
    const dates = async (): Promise<string[]> => (await opened.runs(place)).map(({ date }) => date);
    await opened.liveAt(new Date('2026-06-03T07:00:00Z'));
    expect(await dates()).toEqual(['2026-06-03']);
    await opened.liveAt(new Date('2026-06-02T05:59:59Z'));
    await opened.liveAt(new Date('2026-06-02T06:00:00Z'));
    expect(await dates()).toEqual(expect.arrayContaining(['2026-06-02', '2026-06-03']));
    const before = await dates();
    for (const at of ['2026-06-02T05:30:00Z', '2026-06-02T06:00:00Z', '2026-06-03T05:00:00Z', '2026-06-03T06:01:00Z']) {
      await opened.liveAt(new Date(at));
    }
    expect(await dates()).toEqual(before);
    await opened.liveAt(new Date('2026-06-04T06:00:00Z'));
    expect(await dates()).toEqual([...before, '2026-06-04']);
  });

  it('takes a credential as expired only while it is ahead', async () => {
    world.clock.at = new Date('2026-07-01T12:00:00Z');
    const { app } = world;
    const body = { name: 'Short', scope: 'claim', environment: 'production', expiresAt: '2026-07-01T13:00:00.000Z' };
    const { token } = (await app.request('POST', '/api/v1/tokens', { token: app.platformToken, body })).body;
    const status = async (at: string): Promise<number> => {
      world.clock.at = new Date(at);
      return (await app.request('GET', '/api/v1/access?issuer=https://a.example&subject=x', { token })).status;
    };
    expect(await status('2026-07-01T12:59:59.999Z')).not.toBe(401);
    expect(await status('2026-07-02T12:00:00.000Z')).toBe(401);
    expect(await status('2026-07-01T12:00:00.000Z')).not.toBe(401);
    expect(await status('2026-07-01T13:00:00.000Z')).toBe(401);
  });
});

/** The date and time on the wall, by other means than the schedule's. */
function onTheWall(at: Date, { timezone }: Place): { date: string; minutes: number } {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'short' }).format(
    at,
  );
  const [date = '', time = ''] = text.split(' ');
  return { date, minutes: minutesOf(time) };
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function localDay(at: Date, place: Place): string {
  return onTheWall(at, place).date;
}

/** Within a step of the time, or an hour more on a day on which the clocks change. */
function isTimely({ date, at }: QueuedRun, place: Place, stepHours: number): boolean {
  const wall = onTheWall(at, place);
  const days = (Date.parse(wall.date) - Date.parse(date)) / dayMs;
  const late = days * 1_440 + wall.minutes - minutesOf(place.syncTime);
  return late >= -60 && late <= stepHours * 60 + 61;
}

function datesBetween(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let at = Date.parse(first); at <= Date.parse(last); at += dayMs)
    dates.push(new Date(at).toISOString().slice(0, 10));
  return dates;
}
