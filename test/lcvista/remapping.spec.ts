import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Firm, startWorld, type World } from './compliance-world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

beforeEach(() => world.clearSite());

interface Item {
  lcvistaUser: { id: string };
  reason: string;
  advice: string;
  suggestions: { memberId: string; because: string }[];
  since: string;
}

async function queue(firm: Firm, query = ''): Promise<Map<string, Item>> {
  const { body } = await firm.call('GET', `/unmapped?limit=200${query}`);
  const { items, total } = body as { items: Item[]; total: number };
  expect(total).toBe(items.length);
  return new Map(items.map((item) => [item.lcvistaUser.id, item]));
}

async function reasons(firm: Firm, query = ''): Promise<Record<string, string>> {
  return Object.fromEntries([...(await queue(firm, query))].map(([id, { reason }]) => [id, reason]));
}

async function mapByHand(firm: Firm, memberId: string, lcvistaUserId: string): Promise<{ id: string }> {
  const answer = await firm.call('POST', '/mappings', { memberId, lcvistaUserId, reason: 'she said so' });
  expect(answer.status).toBe(201);
  return answer.body as { id: string };
}

async function kinds(firm: Firm): Promise<string[]> {
  const { rows } = await world.app.pool.query<{ kind: string }>(
    `select kind from audit_event where organization_id = $1 and subject_type in ('mapping', 'lcvista-user') order by id`,
    [firm.id],
  );
  return rows.map(({ kind }) => kind);
}

describe('mapping by hand', () => {
  it('ends what stands on either side, survives syncs even when the person is not assigned, and is flagged', async () => {
    const firm = await Firm.create(world);
    const jane = await firm.addMember('jane@acme.test');
    const mary = await firm.addMember('mary@acme.test');
    const janeUser = world.person('jane@acme.test');
    const maryUser = world.person('mary@acme.test');
    const outsider = world.person('other@acme.test', { assigned: false });
    await firm.run();
    const made = await mapByHand(firm, jane, outsider);
    expect(made).toMatchObject({ origin: 'hand', flags: ['not-assigned'], reason: 'she said so', endedAt: null });
    expect(await reasons(firm)).toEqual({ [janeUser]: 'member-already-mapped' });
    await mapByHand(firm, mary, janeUser);
    expect(await reasons(firm)).toEqual({ [maryUser]: 'member-already-mapped' });

    world.clock.tomorrow();
    const run = await firm.run();
    expect(run.counts).toMatchObject({ mapped: 0, ended: 0, keptMapped: 2 });
    expect(await firm.compliance()).toEqual(
      new Map([
        [jane, `mapped to ${outsider}`],
        [mary, `mapped to ${janeUser}`],
      ]),
    );

    await firm.removeMember(jane);
    world.site.removePerson(Number(outsider));
    const next = await firm.run();
    expect(await firm.changes(next.id)).toEqual([
      expect.objectContaining({ kind: 'flagged', memberId: jane, reason: 'lcvista-user-gone' }),
      expect.objectContaining({ kind: 'flagged', memberId: jane, reason: 'member-removed' }),
      expect.objectContaining({ kind: 'unflagged', memberId: jane, reason: 'not-assigned' }),
    ]);
    expect(await kinds(firm)).toEqual([
      'mapping.ended-by-remapping',
      'mapping.mapped-by-hand',
      'mapping.ended-by-remapping',
      'mapping.mapped-by-hand',
    ]);
    const ended = await firm.call('GET', '/mappings?state=ended');
    expect((ended.body as { items: { endedReason: string }[] }).items.map(({ endedReason }) => endedReason)).toEqual([
      'remapped-by-hand',
      'remapped-by-hand',
    ]);
  });

  it('keeps a pair apart after an unmapping by hand, on both sides, until it is mapped by hand', async () => {
    const firm = await Firm.create(world);
    const jane = await firm.addMember('jane@acme.test');
    const user = world.person('jane@acme.test');
    await firm.run();
    const { body } = await firm.call('GET', '/mappings?state=active');
    const [{ id } = { id: '' }] = (body as { items: { id: string }[] }).items;
    expect((await firm.call('DELETE', `/mappings/${id}`, { reason: 'not her' })).status).toBe(204);
    for (const _ of ['at once', 'after the next run']) {
      expect(await reasons(firm)).toEqual({ [user]: 'unmapped-by-hand' });
      expect((await firm.compliance()).get(jane)).toBe('unmapped-by-hand');
      expect((await firm.run()).counts).toMatchObject({ mapped: 0, unmapped: 1 });
    }
    const again = await firm.call('DELETE', `/mappings/${id}`, { reason: 'not her' });
    expect([again.status, (again.body as { code: string }).code]).toEqual([409, 'mapping-already-ended']);
    await mapByHand(firm, jane, user);
    expect(await reasons(firm)).toEqual({});
    expect((await firm.run()).counts).toMatchObject({ keptMapped: 1, unmapped: 0 });
  });

  it('says of a pair whose addresses differ that it was taken apart by hand, until the member is gone', async () => {
    const firm = await Firm.create(world);
    const jane = await firm.addMember('jane@acme.test');
    const user = world.person('j.doe@acme.test');
    await firm.run();
    const { id } = await mapByHand(firm, jane, user);
    expect((await firm.call('DELETE', `/mappings/${id}`, { reason: 'not her' })).status).toBe(204);
    expect(await reasons(firm)).toEqual({ [user]: 'unmapped-by-hand' });
    expect((await firm.compliance()).get(jane)).toBe('unmapped-by-hand');
    expect((await firm.run()).counts.unmappedByReason).toEqual({ 'unmapped-by-hand': 1 });
    const told = async (): Promise<unknown[]> => {
      const { reasons: counted } = (await firm.call('GET', '/overview')).body as { reasons: object };
      const { body } = await firm.call('GET', '/diagnosis?email=jane@acme.test');
      const { verdict, steps } = body as { verdict: string; steps: { detail: string }[] };
      return [(await firm.compliance()).get(jane), counted, verdict, steps.at(-1)?.detail];
    };
    const apart = `An administrator took this member and LCVista user ${user} apart.`;
    expect(await told()).toEqual(['unmapped-by-hand', { 'unmapped-by-hand': 1 }, 'blocked', apart]);
    world.assign(user, false);
    await firm.run();
    const unlinked = 'Not mapped, because of what is named above.';
    expect(await told()).toEqual(['no-lcvista-user', { 'no-lcvista-user': 1 }, 'blocked', unlinked]);
    world.assign(user, true);
    await firm.run();
    const namesake = world.person('jane@acme.test');
    await firm.run();
    expect((await firm.compliance()).get(jane)).toBe(`mapped to ${namesake}`);
    await firm.removeMember(jane);
    world.site.removePerson(Number(namesake));
    expect((await firm.run()).counts.unmappedByReason).toEqual({ 'no-member': 1 });
  });

  it('refuses what is not there, with the reason in the code, and changes nothing', async () => {
    const firm = await Firm.create(world);
    const jane = await firm.addMember('jane@acme.test');
    const removed = await firm.addMember('gone@acme.test', 'removed');
    const user = world.person('jane@acme.test');
    const leaver = world.person('leaver@acme.test');
    await firm.run();
    world.site.removePerson(Number(leaver));
    await firm.run();
    const elsewhere = await Firm.create(world);
    const stranger = await elsewhere.addMember('stranger@acme.test');
    const cases: [object, number, string][] = [
      [{ memberId: removed, lcvistaUserId: user, reason: 'r' }, 409, 'member-removed'],
      [{ memberId: stranger, lcvistaUserId: user, reason: 'r' }, 404, 'member-not-found'],
      [{ memberId: jane, lcvistaUserId: 'nobody', reason: 'r' }, 404, 'lcvista-user-not-found'],
      [{ memberId: jane, lcvistaUserId: leaver, reason: 'r' }, 409, 'lcvista-user-gone'],
      [{ memberId: jane, lcvistaUserId: user }, 400, 'validation-failed'],
      [{ memberId: jane, lcvistaUserId: user, reason: ' ' }, 400, 'validation-failed'],
      [{ memberId: 'jane', lcvistaUserId: user, reason: 'r' }, 400, 'validation-failed'],
      [{ memberId: jane, lcvistaUserId: 4711, reason: 'r' }, 400, 'validation-failed'],
      [{ memberId: jane, lcvistaUserId: user, reason: 'r', more: 1 }, 400, 'validation-failed'],
    ];
    for (const [body, status, code] of cases) {
      const answer = await firm.call('POST', '/mappings', body);
      expect([body, answer.status, (answer.body as { code: string }).code]).toEqual([body, status, code]);
    }
    expect((await firm.call('DELETE', `/mappings/${stranger}`, { reason: 'r' })).status).toBe(404);
    expect(await kinds(firm)).toEqual([]);
  });
});

describe('the review queue', () => {
  it('suggests who may be meant and says why, but maps nobody by it', async () => {
    const firm = await Firm.create(world);
    const plus = await firm.addMember('mary.major@acme.test');
    const alias = await firm.addMember('robert.roe@acme.test');
    await firm.changeMember(alias, `email_keys = array['robert.roe@acme.test', 'bob@acme.test']`);
    const domain = await firm.addMember('wendy@acme.test');
    const login = await firm.addMember('lee.login@acme.test');
    await world.app.pool.query(
      `update user_profile set login_email = 'lee@home.test', login_email_key = 'lee@home.test'
        where id = (select user_id from member where organization_id = $1 and id = $2)`,
      [firm.id, login],
    );
    const near = await firm.addMember('jonathan.smith@acme.test', 'enrolled', 'Jonathan Smith');
    const sought = {
      [world.person('mary.major+cpd@acme.test')]: { memberId: plus, because: 'plus-address' },
      [world.person('bob@acme.test')]: { memberId: alias, because: 'alias' },
      [world.person('wendy@acme-audit.test')]: { memberId: domain, because: 'other-domain' },
      [world.person('lee@home.test')]: { memberId: login, because: 'login-email' },
      [world.person('jonathon.smith@acme.test')]: { memberId: near, because: 'similar' },
    };
    const nobody = world.person('zq@nowhere.test');
    expect((await firm.run()).counts).toMatchObject({ mapped: 0, unmappedByReason: { 'no-member': 6 } });
    const found = await queue(firm);
    for (const [id, suggestion] of Object.entries(sought)) {
      expect(found.get(id)?.suggestions).toEqual([expect.objectContaining(suggestion)]);
    }
    expect(found.get(nobody)?.suggestions).toEqual([]);
    expect(found.get(nobody)?.advice).toMatch(/identical/);
  });

  it('lets an admin ignore somebody and stop ignoring, and keeps since when somebody waits', async () => {
    const firm = await Firm.create(world);
    const user = world.person('test-account@acme.test');
    await firm.run();
    const since = (await queue(firm)).get(user)?.since;
    world.clock.tomorrow();
    await firm.run();
    expect((await queue(firm)).get(user)?.since).toBe(since);
    expect((await firm.call('POST', `/unmapped/${user}/ignore`, { reason: 'a test account' })).status).toBe(204);
    expect(await reasons(firm)).toEqual({});
    expect(await reasons(firm, '&reason=ignored')).toEqual({ [user]: 'ignored' });
    await firm.addMember('test-account@acme.test');
    expect((await firm.run()).counts).toMatchObject({ mapped: 0, unmappedByReason: { ignored: 1 } });
    expect((await firm.call('DELETE', `/unmapped/${user}/ignore`)).status).toBe(204);
    expect(await reasons(firm)).toEqual({ [user]: 'maps-at-next-sync' });
    expect((await firm.run()).counts).toMatchObject({ mapped: 1, unmapped: 0 });
    expect(await kinds(firm)).toEqual(['lcvista-user.ignored', 'lcvista-user.unignored']);
    const codes = [
      (await firm.call('POST', `/unmapped/${user}/ignore`, { reason: 'r' })).body,
      (await firm.call('POST', `/unmapped/nobody/ignore`, { reason: 'r' })).body,
      (await firm.call('POST', `/unmapped/%00/ignore`, { reason: 'r' })).body,
      (await firm.call('DELETE', `/unmapped/${user}/ignore`)).body,
      (await firm.call('POST', `/unmapped/${user}/ignore`, {})).body,
    ].map((body) => (body as { code: string }).code);
    expect(codes).toEqual([
      'lcvista-user-mapped',
      'lcvista-user-not-found',
      'lcvista-user-not-found',
      'lcvista-user-not-ignored',
      'validation-failed',
    ]);
  });

  it('answers pages and a table', async () => {
    const firm = await Firm.create(world);
    const ids = ['a', 'b', 'c'].map((name) => world.person(`${name}@acme.test`));
    await firm.run();
    const first = (await firm.call('GET', '/unmapped?limit=2')).body as {
      items: Item[];
      nextCursor: string;
      total: number;
    };
    expect([first.items.length, first.total]).toEqual([2, 3]);
    const second = (await firm.call('GET', `/unmapped?limit=2&cursor=${first.nextCursor}`)).body as typeof first;
    expect(second.nextCursor).toBeNull();
    expect([...first.items, ...second.items].map(({ lcvistaUser }) => lcvistaUser.id)).toEqual(ids);
    const table = await firm.call('GET', '/unmapped', undefined, { accept: 'text/csv' });
    expect(table.text.split('\n')[0]).toBe(
      'lcvistaUserId,username,email,firstName,lastName,isActive,reason,advice,since,suggestions',
    );
    expect(table.text.trim().split('\n')).toHaveLength(4);
    expect((await firm.call('GET', '/unmapped?reason=nonsense')).status).toBe(400);
  });
});
