import { expect, it } from '@jest/globals';
import { DutyRoster } from '../../src/jobs/duty-roster.js';
import { SettableClock } from '../support/settable-clock.js';
import { startTestApp } from '../support/test-app.js';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly organizations: readonly string[];
  readonly count: number;
}

it('an organization whose last good run is older than 26 hours is told at error level, once an hour', async () => {
  const lines: Line[] = [];
  const clock = new SettableClock('2026-03-02T06:00:00Z');
  const app = await startTestApp({
    clock,
    byHand: ['runs', 'secrets'],
    onLog: (line) => void lines.push(JSON.parse(line)),
  });
  try {
    await app.pool.query(
      `with made as (
         insert into organization (slug, name, environment, timezone, sync_time)
         select slug, slug, 'production', 'UTC', '06:00' from unnest('{acme,fresh,new}'::text[]) slug returning id, slug
       ), connected as (
         insert into lcvista_connection (organization_id, site_url, api_key_sealed, api_key_last4, catalog, assignment,
           shrink_limit_percent, next_sync_at, connected_at)
         select id, 'https://x.lcvista.com', '\\x00', 'abcd', 'LumiQ', 'groups', 20, '2027-01-01',
           case slug when 'new' then $1::timestamptz + interval '20 hours' else $1 end from made
       )
       insert into sync_run (organization_id, trigger, requested_by, status, created_at, started_at, finished_at)
       select id, 'manual', 'Ann', 'succeeded', at, at, at
       from made, lateral (select $1::timestamptz + case slug when 'fresh' then interval '2 hours' else interval '0' end as at) t
       where slug <> 'new'`,
      [clock.now()],
    );
    const stale = async (after: string): Promise<unknown[]> => {
      clock.set(after);
      lines.length = 0;
      await app.app.get(DutyRoster, { strict: false }).round('hour', new AbortController().signal);
      const told = lines.filter(({ level }) => level >= 50);
      return told.map(({ msg, organizations, count }) => [msg, organizations, count]);
    };
    expect(await stale('2026-03-03T08:00:00Z')).toEqual([]);
    expect(await stale('2026-03-03T08:00:01Z')).toEqual([
      ['the last good sync run is older than 26 hours', ['acme'], 1],
    ]);
    expect(await stale('2026-03-03T10:00:01Z')).toEqual([
      ['the last good sync run is older than 26 hours', ['acme', 'fresh'], 2],
    ]);
  } finally {
    await app.stop();
  }
});
