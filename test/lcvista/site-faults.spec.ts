import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Endpoint, Fault, FaultPlan } from '../../src/demo/stand-in-lcvista/fault.js';
import { typicalPerson } from '../../src/demo/stand-in-lcvista/population.js';
import { madeRows } from '../../src/demo/stand-in-lcvista/rows.js';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import type { LcvistaClientOptions } from '../../src/lcvista/client/lcvista-client.js';
import { readingPatience } from '../../src/lcvista/client/patience.js';
import { readingLimits } from '../../src/lcvista/client/reading-limits.js';
import { SiteClients } from '../../src/lcvista/connection/site-clients.js';
import { SyncSchedule } from '../../src/lcvista/sync/sync-schedule.js';
import { startTestApp } from '../support/test-app.js';
import { RecordedTiming } from './client/recorded-timing.js';
import { Firm, type Run, TestClock, World } from './compliance-world.js';

const apiKey = '0123456789abcdef0123456789abcdef01234567';

let world: World;
let firm: Firm;
let timing: RecordedTiming;
/** What the service's own clients are given besides, so that nobody waits for half a minute. */
let given: Partial<LcvistaClientOptions> = {};

/** Sites with habits of their own, by name. */
const spelled: Record<string, StandInLcvista> = {};

const otherNames = {
  index: { people: 'persons', catalogs: 'program-catalogs', usergroups: 'groups' },
  person: { id: 'pk', username: 'login', email: 'mail', isActive: 'enabled' },
  catalog: { id: 'pk', name: 'title', userGroups: 'groups' },
  member: { person: 'user' },
  page: { count: 'total', next: 'nextPage', results: 'items' },
};

const habits: [string, Omit<Parameters<typeof StandInLcvista.start>[0], 'apiKey'>][] = [
  ['one row to a page', { pageSize: 1 }],
  ['a thousand rows to a page', { pageSize: 1_000 }],
  ['bare arrays', { bareArrays: true }],
  ['ids as texts', { ids: 'string', pageSize: 3 }],
  ['other names', { names: otherNames, pageSize: 3 }],
  ['other names, bare arrays and ids as texts', { names: otherNames, bareArrays: true, ids: 'string' }],
];

beforeAll(async () => {
  const site = await StandInLcvista.start({ apiKey, pageSize: 2 });
  for (const [name, options] of habits) spelled[name] = await StandInLcvista.start({ apiKey, ...options });
  const hosts = [site, ...Object.values(spelled)].map(({ host }) => host);
  const clock = new TestClock();
  const app = await startTestApp({ clock, env: { LCVISTA_ALLOWED_HOSTS: hosts.join(',') } });
  world = new World(app, site, clock);
  const clients = app.app.get(SiteClients, { strict: false });
  const options = clients.options.bind(clients);
  clients.options = (...of) => ({ ...options(...of), timing, ...given });
});

afterAll(async () => {
  for (const site of Object.values(spelled)) await site.stop();
  await world.stop();
});

beforeEach(async () => {
  timing = new RecordedTiming();
  given = {};
  world.clearSite();
  firm = await Firm.create(world);
  await firm.addMember('p1@acme.test');
  for (const number of [1, 2, 3, 4, 5]) world.person(`p${number}@acme.test`);
  await firm.run();
  await firm.addMember('p2@acme.test');
});

/** Everything that a run may change. */
async function state(): Promise<unknown> {
  const { rows } = await world.app.pool.query(
    `select (select jsonb_agg(to_jsonb(u) order by id) from lcvista_user u where organization_id = $1) as users,
            (select jsonb_agg(to_jsonb(g) order by seq) from mapping g where organization_id = $1) as mappings,
            (select count(*) from roster_person where organization_id = $1) as people,
            (select count(*) from roster_assignment where organization_id = $1) as assignments`,
    [firm.id],
  );
  return rows[0];
}

/** Minutes later failed runs are tried again; whoever is due is carried out. @returns how many were */
async function retryLater(runId: string): Promise<number> {
  world.clock.at = new Date(world.clock.at.getTime() + 5 * 60_000);
  const queued = await world.app.app.get(SyncSchedule).queueRetries(10);
  if (queued > 0) await firm.execute(runId);
  return queued;
}

const status = (code: number, headers = {}): Fault => ({ kind: 'status', status: code, headers });
const on = (endpoint: Endpoint, fault: Fault, page?: number, times?: number): FaultPlan => ({
  on: endpoint,
  ...(page === undefined ? {} : { page }),
  ...(times === undefined ? {} : { times }),
  fault,
});
const second = (fault: Fault, times?: number): FaultPlan => on('people', fault, 2, times);
const impatient = { limits: { ...readingLimits, silenceMs: 60 } };
/** One try more instead of five: each waits for nothing. */
const hardlyPatient = { ...impatient, patience: { ...readingPatience, retries: 1 } };
/** Stopped after a megabyte instead of 32: the same code, in less time. */
const short = { limits: { ...readingLimits, pageBytes: 1_000_000 } };

describe('what a site does that passes', () => {
  it.each<[string, FaultPlan, number[], Partial<LcvistaClientOptions>?]>([
    ['429 with seconds', second(status(429, { 'retry-after': '7' }), 1), [7_000]],
    ['429 with a date', second(status(429, { 'retry-after': 'Sun, 01 Mar 2026 06:01:30 GMT' }), 1), [90_000]],
    ['429 with an hour', second(status(429, { 'retry-after': '3600' }), 1), [300_000]],
    ['429 without a time', second(status(429), 1), [1_000]],
    ['500', second(status(500), 2), [1_000, 2_000]],
    ['502', second(status(502), 2), [1_000, 2_000]],
    ['503', on('catalogs', status(503), 1, 2), [1_000, 2_000]],
    ['504 five times', on('members', status(504), 1, 5), [1_000, 2_000, 4_000, 8_000, 16_000]],
    ['a reset', second({ kind: 'reset' }, 2), [1_000, 2_000]],
    ['no byte for too long', second({ kind: 'hang' }, 1), [1_000], impatient],
    ['half a page', second({ kind: 'cut-transfer' }, 1), [1_000]],
  ])('%s: the run waits as told and goes on from the same page', async (_, plan, waits, options = {}) => {
    given = options;
    world.site.fault(plan);
    const run = await firm.run();
    expect(run).toMatchObject({ status: 'succeeded', attempt: 1, error: null });
    expect(run.counts).toMatchObject({ people: 5, assigned: 5, mapped: 1, keptMapped: 1 });
    expect(timing.waits).toEqual(waits);
  });
});

describe('what a site does that makes a run fail', () => {
  const unavailable = 'lcvista-unavailable';
  const unreadable = 'lcvista-unreadable';
  const changed = 'lcvista-changed-while-reading';
  const elsewhere = 'http://127.0.0.1:9/api/v1/people/';
  it.each<[string, FaultPlan, string, RegExp, Partial<LcvistaClientOptions>?]>([
    ['401', second(status(401)), 'lcvista-unauthorized', /people\/\?page=2: answered 401/],
    ['403', on('members', status(403)), 'lcvista-unauthorized', /answered 403/],
    ['500 for ever', second(status(500)), unavailable, /answered 500.*after 6 tries/],
    ['502 for ever', on('index', status(502)), unavailable, /answered 502.*after 6 tries/],
    ['503 for ever', on('catalogs', status(503)), unavailable, /answered 503.*after 6 tries/],
    ['504 for ever', on('members', status(504)), unavailable, /answered 504.*after 6 tries/],
    ['429 for ever', second(status(429)), unavailable, /answered 429/],
    ['resets for ever', second({ kind: 'reset' }), unavailable, /after 6 tries/],
    ['no byte for ever', second({ kind: 'hang' }), unavailable, /after 2 tries/, hardlyPatient],
    ['404 in the middle of the pages', second(status(404)), changed, /people\/\?page=2: answered 404/],
    ['404 on a group', on('members', status(404)), changed, /usergroups\/3\/members\/.*answered 404/],
    ['a redirect', second({ kind: 'redirect', to: elsewhere }), unreadable, /a redirect to http/],
    ['HTML', second({ kind: 'html' }), unreadable, /no JSON but text\/html/],
    ['broken JSON', second({ kind: 'text', body: '{"results": [,]}' }), unreadable, /broken JSON/],
    ['cut JSON', second({ kind: 'cut-json' }), unreadable, /broken JSON/],
    ['a page without results', second({ kind: 'without-key', key: 'results' }), unreadable, /without "results"/],
    ['a page without next', second({ kind: 'without-key', key: 'next' }), unreadable, /without "next"/],
    ['a next that repeats', second({ kind: 'page', with: { next: '/api/v1/people/' } }), unreadable, /"next" repeats/],
    ['a next that leaves', second({ kind: 'page', with: { next: elsewhere } }), unreadable, /"next" leaves the site/],
    ['a body without end', second({ kind: 'endless' }), unreadable, /more than 1000000 bytes/, short],
    [
      'a page that is too long',
      second({ kind: 'large', bytes: 1_000_001 }),
      unreadable,
      /more than 1000000 bytes/,
      short,
    ],
  ])(
    '%s: nothing changes, and the same run is tried again if that can help',
    async (_, plan, code, found, options = {}) => {
      given = options;
      const before = await state();
      world.site.fault(plan);
      const run = await firm.run();
      expect(run).toMatchObject({
        status: 'failed',
        attempt: 1,
        error: { code, message: expect.stringMatching(found) },
      });
      expect(run.error?.message).toContain(world.site.url);
      expect(run.error?.message).not.toContain(apiKey);
      expect(await state()).toEqual(before);
      world.site.heal();
      const isFinal = code === 'lcvista-unauthorized';
      expect(await retryLater(run.id)).toBe(isFinal ? 0 : 1);
      const later = await firm.readRun(run.id);
      expect([later.status, later.attempt]).toEqual(isFinal ? ['failed', 1] : ['succeeded', 2]);
      if (!isFinal) expect(later.counts).toMatchObject({ mapped: 1, keptMapped: 1 });
      if (isFinal) expect(timing.waits).toEqual([]);
    },
  );

  it('nobody listens, and then somebody does', async () => {
    const before = await state();
    const { apiKey: key, url } = world.site;
    const port = Number(new URL(url).port);
    const { people, groups } = world.site;
    await world.site.stop();
    const run = await firm.run();
    expect(run).toMatchObject({ status: 'failed', error: { code: unavailable } });
    expect(run.error?.message).toMatch(/ECONNREFUSED.*after 6 tries/);
    expect(await state()).toEqual(before);
    world = new World(world.app, await StandInLcvista.start({ apiKey: key, port, pageSize: 2 }), world.clock);
    world.clearSite();
    world.site.people = people;
    groups.forEach((members, group) => world.site.groups.set(group, members));
    expect(await retryLater(run.id)).toBe(1);
    expect(await firm.readRun(run.id)).toMatchObject({ status: 'succeeded', counts: { people: 5, mapped: 1 } });
  });

  it('its name leads into the house: refused when the address is resolved, as when the connection is set', async () => {
    const hidden = await Firm.create(world, { siteUrl: 'https://acme.lcvista.com' });
    given = { resolve: (_name, callback) => callback(null, [{ address: '10.1.2.3', family: 4 }]) };
    const run = await hidden.run();
    expect(run).toMatchObject({ status: 'failed', error: { code: unavailable } });
    expect(run.error?.message).toMatch(/acme\.lcvista\.com resolves to an address that is not public/);
    expect(timing.waits).toEqual([]);
    for (const siteUrl of ['https://10.1.2.3', 'https://acme.lcvista.com.evil.test', 'https://acme-lcvista.com']) {
      const set = await hidden.call('PUT', '/lcvista', { siteUrl, apiKey });
      expect([siteUrl, set.status, set.body.errors[0].field]).toEqual([siteUrl, 400, 'siteUrl']);
    }
    expect((await hidden.call('DELETE', '/lcvista')).status).toBe(204);
  });

  it('it is empty: a complete reading of nobody, which is held', async () => {
    for (const number of [6, 7, 8]) world.person(`p${number}@acme.test`);
    await firm.run();
    const before = await state();
    world.site.people = [];
    const run = await firm.run();
    expect(run).toMatchObject({ status: 'held', error: null, counts: { people: 0, gonePeople: 8, ended: 2 } });
    expect(omitRoster(await state())).toEqual(omitRoster(before));
  });
});

describe('a site with habits of its own', () => {
  it.each(habits)('%s: checked, read and mapped as any other', async (name, { names, ids }) => {
    const site = spelled[name];
    if (site === undefined) throw new Error('no such site');
    site.addCatalog('LumiQ', [3, 9]);
    for (const id of [1, 2, 3, 4]) site.addPerson({ id, email: `P${id}@acme.test` });
    site.groups.set(3, [1, 2]).set(9, [2, 4]);
    const own = await Firm.create(world, { siteUrl: site.url, wireProfile: names ?? {} });
    const members = [await own.addMember('p1@acme.test'), await own.addMember('p2@acme.test')];
    const check = (await own.call('POST', '/lcvista/check')).body as { ok: boolean; steps: { detail: string }[] };
    expect(check).toMatchObject({ ok: true });
    expect((await own.run()).counts).toMatchObject({ people: 4, assigned: 3, mapped: 2 });
    const id = (number: number): string => (ids === 'string' ? `x-${number}` : `${number}`);
    const compliance = await own.compliance();
    expect(members.map((member) => compliance.get(member))).toEqual([`mapped to ${id(1)}`, `mapped to ${id(2)}`]);
  });
});

it('what LCVista sends besides is kept nowhere', async () => {
  world.site.fault({ on: 'people', fault: { kind: 'rows', with: { social_security: '078-05-1120' } } });
  expect((await firm.run()).status).toBe('succeeded');
  const { rows } = await world.app.pool.query<{ kept: boolean }>(
    `select to_jsonb(u)::text like '%078-05-1120%' as kept from lcvista_user u where organization_id = $1
     union all select r.counts::text like '%078-05-1120%' from sync_run r where organization_id = $1`,
    [firm.id],
  );
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.filter(({ kept }) => kept)).toEqual([]);
});

describe('a large site', () => {
  it('goes page by page into the staging table, by COPY, while it is read', async () => {
    const many = 6_000;
    world.site.pageSize = 1_000;
    const own = await Firm.create(world, { assignment: 'everyone' });
    world.site.people = [];
    world.site.crowd = madeRows(many, (index) => typicalPerson(index + 1));
    const seen: unknown[] = [];
    world.site.beforeAnswer = async ({ endpoint, page }) => {
      if (endpoint !== 'people' || page !== 6) return;
      const { rows } = await world.app.pool.query(
        `select (select count(*)::int from roster_person where organization_id = $1) as staged,
                (select count(*)::int from lcvista_user where organization_id = $1) as known,
                exists (select from pg_stat_activity where datname = current_database() and query ilike 'copy roster_person%')
                  as copied`,
        [own.id],
      );
      seen.push(rows[0]);
    };
    const run: Run = await own.run();
    world.site.crowd = [];
    world.site.pageSize = 2;
    expect(run).toMatchObject({ status: 'succeeded', counts: { people: many, newPeople: many } });
    expect(seen).toEqual([{ staged: expect.any(Number), known: 0, copied: true }]);
    expect((seen[0] as { staged: number }).staged).toBeGreaterThanOrEqual(3_000);
  });
});

function omitRoster(value: unknown): unknown {
  const { users, mappings } = value as { users: unknown; mappings: unknown };
  return { users, mappings };
}
