import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { RunLifeRepository } from '../../src/lcvista/sync/run-life.repository.js';
import { RunTakenOver } from '../../src/lcvista/sync/sync-run.js';
import { SyncSchedule } from '../../src/lcvista/sync/sync-schedule.js';
import { Firm, type Run, startWorld, type World } from './compliance-world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

beforeEach(() => world.clearSite());

/** So many people on the site, all in the catalog. */
function people(count: number): string[] {
  return Array.from({ length: count }, (_, at) => world.person(`p${at}@acme.test`));
}

/** Everything that a run may change. */
async function state(firm: Firm): Promise<unknown> {
  const { rows } = await world.app.pool.query(
    `select (select jsonb_agg(to_jsonb(u) order by id) from lcvista_user u where organization_id = $1) as users,
            (select jsonb_agg(to_jsonb(g) order by seq) from mapping g where organization_id = $1) as mappings`,
    [firm.id],
  );
  return rows[0];
}

async function request(firm: Firm, body: object = {}): Promise<string> {
  return ((await firm.call('POST', '/sync-runs', body)).body as Run).id;
}

describe('a reading that fails', () => {
  it('changes nothing, says what LCVista said, and is retried as the same run after 5, 15 and 60 minutes', async () => {
    const firm = await Firm.create(world);
    await firm.addMember('p0@acme.test');
    world.site.pageSize = 2;
    people(5);
    await firm.run();
    const before = await state(firm);
    world.site.people = [];
    people(2);
    world.site.fault({ on: 'people', fault: { kind: 'html' } });
    const failed = await firm.run();
    expect(failed).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'lcvista-unreadable' } });
    expect(failed.error?.message).toContain(`${world.site.url}/api/v1/people/`);
    expect([await state(firm), await firm.rosterRows()]).toEqual([before, 0]);
    const schedule = world.app.app.get(SyncSchedule);
    for (const [minutes, attempt] of [
      [5, 2],
      [15, 3],
      [60, 4],
    ] as const) {
      world.clock.at = new Date(world.clock.at.getTime() + (minutes - 1) * 60_000);
      expect(await schedule.queueRetries(10)).toBe(0);
      world.clock.at = new Date(world.clock.at.getTime() + 60_000);
      expect(await schedule.queueRetries(10)).toBe(1);
      expect(await firm.readRun(failed.id)).toMatchObject({ status: 'queued', attempt, error: null });
      await firm.execute(failed.id);
      expect(await firm.readRun(failed.id)).toMatchObject({ status: 'failed', attempt });
    }
    world.clock.at = new Date(world.clock.at.getTime() + 3_600_000 * 3);
    expect(await schedule.queueRetries(10)).toBe(0);
    world.site.pageSize = 100;
    world.clock.tomorrow();
  });

  it.each([
    ['before midnight in Toronto', '2026-03-10T03:54:59Z', true],
    ['when the next try would come after midnight there', '2026-03-10T03:55:00Z', false],
    ['long after midnight by UTC', '2026-03-10T00:30:00Z', true],
  ])('%s: is retried on the day of the firm’s own calendar only', async (_, at, retried) => {
    world.clock.at = new Date(at);
    const firm = await Firm.create(world, {}, { timezone: 'America/Toronto' });
    people(1);
    world.site.fault({ on: 'people', times: 1, fault: { kind: 'html' } });
    const failed = await firm.run();
    expect(failed.status).toBe('failed');
    world.clock.at = new Date(world.clock.at.getTime() + 5 * 60_000);
    expect(await world.app.app.get(SyncSchedule).queueRetries(10)).toBe(retried ? 1 : 0);
    world.clock.at = new Date(world.clock.at.getTime() + 3_600_000);
    expect(await world.app.app.get(SyncSchedule).queueRetries(10)).toBe(0);
    expect((await firm.readRun(failed.id)).attempt).toBe(retried ? 2 : 1);
    if (retried) await firm.execute(failed.id);
    world.clock.tomorrow();
  });

  it('is not retried when the key is wrong, when the catalog is missing, or when a later run has read everything', async () => {
    const firm = await Firm.create(world);
    people(1);
    const { apiKey } = world.site;
    world.site.apiKey = 'another';
    expect(await firm.run()).toMatchObject({ status: 'failed', error: { code: 'lcvista-unauthorized' } });
    world.site.apiKey = apiKey;
    world.site.catalogs = [];
    world.site.addCatalog('Other', [3]);
    const missing = await firm.run();
    expect(missing).toMatchObject({ status: 'failed', error: { code: 'catalog-not-found' } });
    expect(missing.error?.message).toContain('"Other"');
    world.site.addCatalog('LumiQ', [3]);
    world.site.fault({ on: 'people', times: 1, fault: { kind: 'html' } });
    const replaced = await firm.run();
    expect(replaced.status).toBe('failed');
    expect((await firm.run()).status).toBe('succeeded');
    world.clock.at = new Date(world.clock.at.getTime() + 3_600_000);
    expect(await world.app.app.get(SyncSchedule).queueRetries(10)).toBe(0);
    expect(await firm.readRun(replaced.id)).toMatchObject({ status: 'failed', attempt: 1 });
  });
});

describe('a site that shrank', () => {
  it('is held; approval applies what was read; force does not ask', async () => {
    const firm = await Firm.create(world);
    const members = await Promise.all(['p0', 'p7', 'p8'].map((name) => firm.addMember(`${name}@acme.test`)));
    const ids = people(20);
    await firm.run();
    const before = await state(firm);
    ids.slice(8).forEach((id) => world.site.removePerson(Number(id)));
    const held = await firm.run();
    expect(held).toMatchObject({ status: 'held', counts: { people: 8, assigned: 8, gonePeople: 12, ended: 1 } });
    expect(await state(firm)).toEqual(before);
    expect((await firm.changes(held.id)).map(({ kind, reason }) => [kind, reason])).toEqual([
      ['ended', 'lcvista-user-gone'],
    ]);
    world.site.people = [];
    const approved = await firm.call('POST', `/sync-runs/${held.id}/approve`);
    expect([approved.status, (approved.body as Run).status]).toEqual([202, 'queued']);
    await firm.execute(held.id);
    expect(await firm.readRun(held.id)).toMatchObject({ status: 'succeeded', counts: { people: 8, ended: 1 } });
    expect(await firm.compliance()).toEqual(
      new Map([
        [members[0], `mapped to ${ids[0]}`],
        [members[1], `mapped to ${ids[7]}`],
        [members[2], 'no-lcvista-user'],
      ]),
    );
    expect(await firm.rosterRows()).toBe(0);
    expect((await firm.call('POST', `/sync-runs/${held.id}/approve`)).body).toMatchObject({
      code: 'sync-run-not-held',
    });
    const emptied = await firm.run();
    expect(emptied).toMatchObject({ status: 'held', counts: { people: 0 } });
    const dry = await firm.run({ dryRun: true });
    expect(dry.status).toBe('held');
    expect((await firm.call('POST', `/sync-runs/${dry.id}/approve`)).body).toMatchObject({ code: 'sync-run-not-held' });
    expect(await firm.run({ force: true })).toMatchObject({ status: 'succeeded', counts: { ended: 2 } });
    expect(await firm.readRun(emptied.id)).toMatchObject({
      status: 'failed',
      error: { code: 'replaced-by-later-run' },
    });
  });

  it.each([
    [20, 16, 'succeeded'],
    [20, 14, 'held'],
    [6, 1, 'succeeded'],
    [6, 0, 'held'],
    [40, 33, 'succeeded'],
    [40, 31, 'held'],
  ])('from %d to %d people: %s', async (before, after, status) => {
    const firm = await Firm.create(world);
    const ids = people(before);
    await firm.run();
    ids.slice(after).forEach((id) => world.site.removePerson(Number(id)));
    expect((await firm.run()).status).toBe(status);
  });

  it('that was held is read anew when the connection changes, and never blocks a new run', async () => {
    const firm = await Firm.create(world);
    const ids = people(10);
    await firm.run();
    ids.forEach((id) => world.site.removePerson(Number(id)));
    const held = await firm.run();
    expect(held.status).toBe('held');
    const set = await firm.call('PUT', '/lcvista', { siteUrl: world.site.url, assignment: 'everyone' });
    expect(set.status).toBe(200);
    expect(await firm.readRun(held.id)).toMatchObject({ status: 'failed', error: { code: 'connection-changed' } });
    expect(await firm.rosterRows()).toBe(0);
  });
});

describe('a process that stops or dies', () => {
  it('gives the run back when it is told to stop while reading, and any process finishes it', async () => {
    const firm = await Firm.create(world);
    world.site.pageSize = 1;
    await firm.addMember('p0@acme.test');
    people(3);
    const id = await request(firm);
    const stop = new AbortController();
    world.site.beforeAnswer = ({ page }) => {
      if (page === 2) stop.abort(new Error('the process goes down'));
    };
    expect(await firm.execute(id, stop.signal)).toBe('stopped');
    expect(await firm.readRun(id)).toMatchObject({ status: 'queued', attempt: 1, counts: null });
    world.site.beforeAnswer = () => undefined;
    expect(await firm.execute(id)).toBe('succeeded');
    expect(await firm.readRun(id)).toMatchObject({ status: 'succeeded', attempt: 1, counts: { people: 3, mapped: 1 } });
    expect(await firm.rosterRows()).toBe(0);
    expect(await firm.execute(id)).toBe('left');
    world.site.pageSize = 100;
  });

  it('that was given up for dead while reading changes nothing when it comes back', async () => {
    const firm = await Firm.create(world);
    await firm.addMember('p0@acme.test');
    world.site.pageSize = 1;
    people(2);
    const id = await request(firm);
    const successors: string[] = [];
    let taken = false;
    world.site.beforeAnswer = async ({ endpoint, page }) => {
      if (endpoint !== 'people' || page !== 2 || taken) return;
      taken = true;
      successors.push(await firm.execute(id));
    };
    expect(await firm.execute(id)).toBe('left');
    expect(successors).toEqual(['succeeded']);
    expect(await firm.readRun(id)).toMatchObject({ status: 'succeeded', attempt: 2, counts: { people: 2, mapped: 1 } });
    world.site.pageSize = 100;
  });

  it('between reading and applying leaves yesterday’s state, and the next taking reads and applies all of it', async () => {
    const firm = await Firm.create(world);
    await firm.addMember('p0@acme.test');
    people(2);
    const id = await request(firm);
    const scope = world.app.app.get(Database).tenant(firm.id);
    const lives = world.app.app.get(RunLifeRepository, { strict: false });
    const dead = await lives.take(scope, id, world.clock.now());
    await world.app.pool.query(
      `insert into roster_person (organization_id, run_id, epoch, id, is_active) values ($1, $2, $3, 'ghost', true)`,
      [firm.id, id, dead?.epoch],
    );
    expect(await state(firm)).toEqual({ users: null, mappings: null });
    expect(await firm.execute(id)).toBe('succeeded');
    expect(await firm.readRun(id)).toMatchObject({ attempt: 2, counts: { people: 2, mapped: 1 } });
    if (dead === null) throw new Error('the run could not be taken');
    await expect(lives.giveBack(scope, dead)).rejects.toThrow(RunTakenOver);
    await expect(lives.report(scope, dead, 1, null)).rejects.toThrow(RunTakenOver);
  });

  it('fails the run when the connection is taken away or changed while it reads', async () => {
    const firm = await Firm.create(world);
    people(1);
    world.site.beforeAnswer = async ({ endpoint }) => {
      if (endpoint === 'people') await firm.call('DELETE', '/lcvista');
    };
    expect(await firm.run()).toMatchObject({ status: 'failed', error: { code: 'connection-removed' } });
    const changed = await Firm.create(world);
    world.site.beforeAnswer = async ({ endpoint }) => {
      if (endpoint === 'people') await changed.call('PUT', '/lcvista', { siteUrl: world.site.url, catalog: 'Other' });
    };
    expect(await changed.run()).toMatchObject({ status: 'failed', error: { code: 'connection-changed' } });
    expect(await state(changed)).toEqual({ users: null, mappings: null });
  });

  it('tells how far it is while it reads', async () => {
    const firm = await Firm.create(world);
    world.site.pageSize = 2;
    people(6);
    const id = await request(firm);
    const seen: Run[] = [];
    world.site.beforeAnswer = async ({ endpoint, page }) => {
      world.clock.at = new Date(world.clock.at.getTime() + 10_000);
      if (endpoint === 'people' && page === 3) seen.push(await firm.readRun(id));
    };
    await firm.execute(id);
    expect(seen).toEqual([
      expect.objectContaining({
        status: 'running',
        progress: { peopleRead: 2, peopleTotal: 6, secondsLeft: expect.any(Number) },
        counts: null,
      }),
    ]);
    world.site.pageSize = 100;
  });
});
