import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { request } from '../support/http-client.js';
import { startTestApp } from '../support/test-app.js';
import { Firm, TestClock, World } from './compliance-world.js';

const apiKey = '0123456789abcdef0123456789abcdef01234567';

let world: World;
let other: StandInLcvista;
let firm: Firm;

beforeAll(async () => {
  const clock = new TestClock();
  const site = await StandInLcvista.start({ apiKey });
  other = await StandInLcvista.start({ apiKey });
  const env = { LCVISTA_ALLOWED_HOSTS: `${site.host},${other.host}` };
  world = new World(await startTestApp({ clock, env }), site, clock);
});

afterAll(async () => {
  await other.stop();
  await world.stop();
});

beforeEach(async () => {
  world.clearSite();
  other.people = [];
  other.catalogs = [];
  other.groups.clear();
  other.addCatalog('LumiQ', [3]);
  firm = await Firm.create(world);
});

interface MappingItem {
  readonly id: string;
  readonly memberId: string;
  readonly lcvistaUserId: string;
  readonly lcvistaEmail: string | null;
  readonly endedReason: string | null;
  readonly endedBy: string | null;
  readonly endedNote: string | null;
}

/** Somebody of the other site, in its catalog. */
function stranger(id: string, email: string): void {
  other.addPerson({ id: Number(id), email });
  other.groups.set(3, [...((other.groups.get(3) ?? []) as number[]), Number(id)]);
}

async function mappings(state: 'active' | 'ended'): Promise<MappingItem[]> {
  return ((await firm.call('GET', `/mappings?state=${state}&limit=200`)).body as { items: MappingItem[] }).items;
}

async function active(): Promise<Record<string, string>> {
  const items = await mappings('active');
  return Object.fromEntries(items.map(({ memberId, lcvistaUserId }) => [memberId, lcvistaUserId]));
}

async function queue(query = ''): Promise<Record<string, string>> {
  const { items, total } = (await firm.call('GET', `/unmapped?limit=200${query}`)).body as {
    items: { lcvistaUser: { id: string }; reason: string }[];
    total: number;
  };
  expect(total).toBe(items.length);
  return Object.fromEntries(items.map(({ lcvistaUser, reason }) => [lcvistaUser.id, reason]));
}

async function mapByHand(memberId: string, lcvistaUserId: string): Promise<string> {
  const made = await firm.call('POST', '/mappings', { memberId, lcvistaUserId, reason: 'she said so' });
  expect(made.status).toBe(201);
  return (made.body as { id: string }).id;
}

async function moveTo(siteUrl: string, more: object = { apiKey }): Promise<number> {
  return (await firm.call('PUT', '/lcvista', { siteUrl, ...more })).status;
}

/** Everything that a change of the site may touch. */
async function state(): Promise<unknown> {
  const { rows } = await world.app.pool.query(
    `select (select jsonb_agg(to_jsonb(u) order by id) from lcvista_user u where organization_id = $1) as users,
            (select jsonb_agg(to_jsonb(g) order by seq) from mapping g where organization_id = $1) as mappings,
            (select jsonb_agg(to_jsonb(b)) from mapping_block b where organization_id = $1) as blocks,
            (select jsonb_agg(to_jsonb(c)) from lcvista_connection c where organization_id = $1) as connection,
            (select count(*) from audit_event where organization_id = $1) as events`,
    [firm.id],
  );
  return rows[0];
}

/** Jane by the rule, Mary by hand, Lee taken apart, somebody ignored, Kim's ended; ids by name. */
async function settle(): Promise<{ members: Record<string, string>; users: Record<string, string> }> {
  const names = ['jane', 'mary', 'lee', 'kim'];
  const members: Record<string, string> = {};
  const users: Record<string, string> = {};
  for (const name of names) members[name] = await firm.addMember(`${name}@acme.test`);
  for (const name of ['jane', 'lee', 'kim']) users[name] = world.person(`${name}@acme.test`);
  users['mary'] = world.person('m.major@old.test');
  users['test'] = world.person('test@old.test');
  await firm.run();
  await mapByHand(members['mary'] ?? '', users['mary']);
  const ofLee = (await mappings('active')).find(({ memberId }) => memberId === members['lee'])?.id ?? '';
  expect((await firm.call('DELETE', `/mappings/${ofLee}`, { reason: 'not him' })).status).toBe(204);
  expect((await firm.call('POST', `/unmapped/${users['test']}/ignore`, { reason: 'a test account' })).status).toBe(204);
  world.site.removePerson(Number(users['kim']));
  await firm.run();
  return { members, users };
}

describe('another LCVista site', () => {
  it('ends all mappings at once, and nothing that was known of an id holds for who has it there', async () => {
    const { members, users } = await settle();
    const { jane = '', mary = '', lee = '', kim = '' } = members;
    expect(await active()).toEqual({ [jane]: users['jane'], [mary]: users['mary'] });
    expect(await moveTo(other.url)).toBe(200);

    expect(await active()).toEqual({});
    expect([await queue(), await queue('&reason=ignored')]).toEqual([{}, {}]);
    expect(new Set((await firm.compliance()).values())).toEqual(new Set(['unknown']));
    expect(((await firm.call('GET', '/overview')).body as { reasons: object }).reasons).toEqual({ unknown: 4 });
    const asked = (await firm.call('GET', '/diagnosis?email=jane@acme.test')).body as { steps: { detail: string }[] };
    expect(asked.steps.map(({ detail }) => detail)).toContain('LCVista was not read completely yet.');

    const change = `The LCVista site was changed from ${world.site.url} to ${other.url}.`;
    const told = (await mappings('ended')).map((one) => [one.memberId, one.endedReason, one.endedBy, one.endedNote]);
    expect(told).toEqual(
      expect.arrayContaining([
        [jane, 'lcvista-user-gone', 'PLATFORM_TOKEN', change],
        [mary, 'lcvista-user-gone', 'PLATFORM_TOKEN', change],
        [lee, 'unmapped-by-hand', 'PLATFORM_TOKEN', 'not him'],
        [kim, 'lcvista-user-gone', 'sync run', null],
      ]),
    );
    expect(told).toHaveLength(4);

    // The same ids, other people; and Jane, Lee and Mary under ids of their own.
    stranger(users['jane'] ?? '', 'stranger@acme.test');
    stranger(users['mary'] ?? '', 'jane@acme.test');
    stranger(users['lee'] ?? '', 'lee@acme.test');
    stranger(users['test'] ?? '', 'mary@acme.test');
    stranger(users['kim'] ?? '', 'kims.namesake@acme.test');
    const run = await firm.run();
    expect(run).toMatchObject({ status: 'succeeded', counts: { newPeople: 5, mapped: 3, ended: 0, gonePeople: 0 } });
    expect(await active()).toEqual({ [jane]: users['mary'], [lee]: users['lee'], [mary]: users['test'] });
    expect(await queue()).toEqual({ [users['jane'] ?? '']: 'no-member', [users['kim'] ?? '']: 'no-member' });
  });

  it('is told by the history, the list and the audit trail, with the addresses of the former people', async () => {
    const { members, users } = await settle();
    await moveTo(other.url);
    for (const id of Object.values(users)) stranger(id, `stranger${id}@acme.test`);
    await firm.run();
    const addresses = (await mappings('ended')).map(({ memberId, lcvistaEmail }) => [memberId, lcvistaEmail]);
    expect(addresses).toEqual(
      expect.arrayContaining([
        [members['jane'], 'jane@acme.test'],
        [members['mary'], 'm.major@old.test'],
        [members['lee'], 'lee@acme.test'],
        [members['kim'], 'kim@acme.test'],
      ]),
    );
    const { history } = (await firm.call('GET', `/members/${members['mary']}`)).body as {
      history: { kind: string; cause: string; actor: object; detail: Record<string, string> }[];
    };
    expect(history.filter(({ kind }) => kind.startsWith('mapp'))).toEqual([
      expect.objectContaining({
        kind: 'mapped',
        cause: 'hand',
        detail: expect.objectContaining({ site: world.site.url }),
      }),
      expect.objectContaining({
        kind: 'mapping-ended',
        cause: 'lcvista-user-gone',
        actor: { kind: 'token', name: 'PLATFORM_TOKEN' },
        detail: expect.objectContaining({ lcvistaUserId: users['mary'], site: world.site.url }),
      }),
    ]);
    const { items } = (await firm.call('GET', '/audit-events?kind=lcvista-connection.site-changed')).body as {
      items: { before: object; after: object; actor: { name: string } }[];
    };
    expect(items).toEqual([
      expect.objectContaining({
        before: { siteUrl: world.site.url, people: 4, mappings: 2, ignored: 1, keptApart: 1 },
        after: { siteUrl: other.url },
      }),
    ]);
  });

  it('is noticed although the connection was removed in between, or was made by a release that knew no sites', async () => {
    await settle();
    expect((await firm.call('DELETE', '/lcvista')).status).toBe(204);
    expect(Object.keys(await active())).toHaveLength(2);
    expect(await moveTo(other.url)).toBe(200);
    expect(await active()).toEqual({});
    await firm.run();
    await world.app.pool.query('delete from lcvista_site where organization_id = $1', [firm.id]);
    stranger('77', 'jane@acme.test');
    await firm.run();
    expect(Object.values(await active())).toEqual(['77']);
    expect(await moveTo(world.site.url)).toBe(200);
    expect(await active()).toEqual({});
    expect((await firm.run()).counts).toMatchObject({ mapped: 2 });
  });

  it('is none: a new key, another catalog, the same site after a removal, or the same site under a new address', async () => {
    const { members, users } = await settle();
    const before = await active();
    expect(await moveTo(world.site.url, { apiKey: 'b'.repeat(40), catalog: 'Other', assignment: 'everyone' })).toBe(
      200,
    );
    expect(await active()).toEqual(before);
    expect((await firm.call('DELETE', '/lcvista')).status).toBe(204);
    expect(await moveTo(world.site.url)).toBe(200);
    expect(await active()).toEqual(before);
    expect(await moveTo(other.url, { apiKey, sameSite: 'yes' })).toBe(400);
    expect(await moveTo(other.url, { apiKey, sameSite: true })).toBe(200);
    expect(await active()).toEqual(before);
    expect(await queue('&reason=ignored')).toEqual({ [users['test'] ?? '']: 'ignored' });
    expect((await firm.compliance()).get(members['lee'] ?? '')).toBe('unmapped-by-hand');
    for (const name of ['jane', 'lee']) stranger(users[name] ?? '', `${name}@acme.test`);
    stranger(users['mary'] ?? '', 'm.major@old.test');
    stranger(users['test'] ?? '', 'test@old.test');
    expect((await firm.run()).counts).toMatchObject({ keptMapped: 2, mapped: 0, ended: 0, newPeople: 0 });
    expect(await moveTo(world.site.url)).toBe(200);
    expect(await active()).toEqual({});
  });

  it('leaves nothing half done when it fails, and a run under way maps nobody of the former one', async () => {
    await settle();
    const before = await state();
    await world.app.pool.query(`
      create function refuse_site() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`);
    await world.app.pool.query(`
      create trigger refuse_site before insert on audit_event for each row
        when (new.kind = 'lcvista-connection.site-changed') execute function refuse_site()`);
    const { url, platformToken: token } = world.app;
    const path = `/api/v1/organizations/${firm.slug}/lcvista`;
    const failed = await request(url, 'PUT', path, { token, body: { siteUrl: other.url, apiKey } });
    expect(failed.status).toBe(500);
    expect(await state()).toEqual(before);
    await world.app.pool.query('drop trigger refuse_site on audit_event');

    const newcomer = await firm.addMember('newcomer@acme.test');
    world.person('newcomer@acme.test');
    world.site.beforeAnswer = async ({ endpoint }) => {
      if (endpoint === 'people') expect(await moveTo(other.url)).toBe(200);
    };
    expect(await firm.run()).toMatchObject({ status: 'failed', error: { code: 'connection-changed' } });
    expect(await active()).toEqual({});
    expect((await firm.compliance()).get(newcomer)).toBe('unknown');
  });
});
