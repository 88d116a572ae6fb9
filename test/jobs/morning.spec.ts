import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { SettableClock } from '../support/settable-clock.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

/** Slug, time zone and local time of the sync; all three are due between 10:00 and 11:00 UTC in winter. */
const firms = [
  ['toronto', 'America/Toronto', '05:30'],
  ['vienna', 'Europe/Vienna', '11:15'],
  ['kolkata', 'Asia/Kolkata', '15:45'],
] as const;

describe('the mornings of three firms, with two processes on one database', () => {
  const clock = new SettableClock('2026-01-14T12:00:00Z');
  let site: StandInLcvista;
  let processes: TestApp[];

  beforeAll(async () => {
    site = await StandInLcvista.start({ apiKey: 'a'.repeat(40) });
    site.addCatalog('LumiQ', [3]);
    const env = { SCHEDULER: 'on', LCVISTA_ALLOWED_HOSTS: site.host };
    const first = await startTestApp({ env, clock });
    const { database, encryptionKey } = first;
    processes = [first, await startTestApp({ env, clock, database, encryptionKey })];
    const token = first.platformToken;
    for (const [slug, timezone, syncTime] of firms) {
      await first.request('POST', '/api/v1/organizations', { token, body: { slug, name: slug, timezone, syncTime } });
      const body = { siteUrl: site.url, apiKey: site.apiKey, catalog: 'LumiQ' };
      const answer = await first.request('PUT', `/api/v1/organizations/${slug}/lcvista`, { token, body });
      expect(answer.status).toBe(200);
    }
  });

  afterAll(async () => {
    for (const app of processes.toReversed()) await app.stop();
    await site.stop();
  });

  /** Local dates of the scheduled runs that succeeded, by firm. */
  async function dates(): Promise<Record<string, string[]>> {
    const { rows } = await processes[0]!.pool.query<{ slug: string; dates: string[] }>(
      `select slug, array_agg(local_date::text order by local_date) as dates
       from sync_run join organization on organization.id = organization_id
       where trigger = 'schedule' and status = 'succeeded' group by slug order by slug`,
    );
    return Object.fromEntries(rows.map((row) => [row.slug, row.dates]));
  }

  it('has one run per firm and local date, none for what was before the connection, and makes up what was missed', async () => {
    clock.set('2026-01-15T11:00:00Z');
    await until('three runs', async () => Object.values(await dates()).flat().length >= 3);
    expect(await dates()).toEqual({ kolkata: ['2026-01-15'], toronto: ['2026-01-15'], vienna: ['2026-01-15'] });

    clock.set('2026-01-16T10:20:00Z');
    await until('two more', async () => Object.values(await dates()).flat().length >= 5);
    const next = ['2026-01-15', '2026-01-16'];
    expect(await dates()).toEqual({ kolkata: next, toronto: ['2026-01-15'], vienna: next });

    clock.set('2026-01-18T23:00:00Z');
    await until('three more', async () => Object.values(await dates()).flat().length >= 8);
    const last = '2026-01-18';
    expect(await dates()).toEqual({ kolkata: [...next, last], toronto: ['2026-01-15', last], vienna: [...next, last] });
  }, 60_000);
});
