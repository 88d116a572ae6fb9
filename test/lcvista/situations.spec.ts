import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Change, Firm, startWorld, type World } from './compliance-world.js';

let world: World;
let firm: Firm;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

beforeEach(async () => {
  world.clearSite();
  firm = await Firm.create(world);
});

/** The next morning's run: what it changes, in short. */
async function nextRun(): Promise<string[]> {
  world.clock.tomorrow();
  return told(await firm.changes((await firm.run()).id));
}

function told(changes: readonly Change[]): string[] {
  return changes
    .map(({ kind, lcvistaUserId, reason }) => [kind, lcvistaUserId, reason].filter(Boolean).join(' '))
    .toSorted((one, other) => one.localeCompare(other));
}

function sitePerson(id: string): { email: string | null; isActive: boolean } {
  const person = world.site.people.find((one) => one.id === Number(id));
  if (person === undefined) throw new Error(`nobody on the site has the id ${id}`);
  return person;
}

async function history(lcvistaUserId: string): Promise<string[]> {
  const { body } = await firm.call('GET', '/mappings');
  const items = (body as { items: { lcvistaUserId: string; endedReason: string | null }[] }).items;
  return items.filter((one) => one.lcvistaUserId === lcvistaUserId).map(({ endedReason }) => endedReason ?? 'active');
}

/** What a member's history says of mappings, each with who, why and the LCVista user. */
async function mappingHistory(memberId: string): Promise<string[]> {
  const { body } = await firm.call('GET', `/members/${memberId}`);
  const { history: entries } = body as {
    history: { kind: string; cause: string; actor: { name: string }; detail: { lcvistaUserId?: string } }[];
  };
  return entries
    .filter(({ kind }) => kind.startsWith('mapp'))
    .map(({ kind, cause, actor, detail }) => `${kind} by ${actor.name}: ${cause} ${detail.lcvistaUserId}`);
}

describe('from one morning to the next', () => {
  it.each([
    ['gone', 'lcvista-user-gone', 'no-lcvista-user', (id: string) => world.site.removePerson(Number(id))],
    [
      'inactive',
      'lcvista-user-inactive',
      'lcvista-user-inactive',
      (id: string) => void (sitePerson(id).isActive = false),
    ],
    ['no longer assigned', 'not-assigned', 'not-assigned', (id: string) => world.assign(id, false)],
  ])(
    'an LCVista user who is %s loses the mapping, and has it again when the cause is gone',
    async (_, ended, reason, fall) => {
      const jane = await firm.addMember('jane@acme.test');
      const user = world.person('jane@acme.test');
      expect(await nextRun()).toEqual([`mapped ${user}`]);
      const before = { ...sitePerson(user) };
      fall(user);
      expect(await nextRun()).toEqual([`ended ${user} ${ended}`]);
      expect((await firm.compliance()).get(jane)).toBe(reason);
      expect(await nextRun()).toEqual([]);
      world.site.removePerson(Number(user));
      world.person('jane@acme.test', { id: Number(user) });
      Object.assign(sitePerson(user), before);
      expect((await firm.compliance()).get(jane)).toBe(reason);
      expect(await nextRun()).toEqual([`mapped ${user}`]);
      expect(await history(user)).toEqual(['active', ended]);
    },
  );

  it('a removed member loses the mapping, and has it again when restored', async () => {
    const jane = await firm.addMember('jane@acme.test');
    const user = world.person('jane@acme.test');
    await nextRun();
    await firm.removeMember(jane);
    expect(await nextRun()).toEqual([`ended ${user} member-removed`]);
    expect((await firm.compliance()).get(jane)).toBeNull();
    await firm.restoreMember(jane);
    expect((await firm.compliance()).get(jane)).toBe('maps-at-next-sync');
    expect(await nextRun()).toEqual([`mapped ${user}`]);
  });

  it('a mapping is pinned: when an address changes it stays, flagged until the addresses agree', async () => {
    const jane = await firm.addMember('jane@acme.test');
    const user = world.person('jane@acme.test');
    await nextRun();
    await firm.changeEmail(jane, 'jane.smith@acme.test');
    expect(await nextRun()).toEqual([`flagged ${user} email-differs`]);
    expect(await nextRun()).toEqual([]);
    const { body } = await firm.call('GET', `/members/${jane}`);
    expect((body as { compliance: { flags: string[] } }).compliance.flags).toEqual(['email-differs']);
    sitePerson(user).email = 'Jane.Smith@acme.test';
    expect(await nextRun()).toEqual([`unflagged ${user} email-differs`]);
  });

  it('two people who swap addresses keep their mappings, and a newcomer with an old address gets none of theirs', async () => {
    const jane = await firm.addMember('jane@acme.test');
    const mary = await firm.addMember('mary@acme.test');
    const janeUser = world.person('jane@acme.test');
    const maryUser = world.person('mary@acme.test');
    await nextRun();
    sitePerson(janeUser).email = 'mary@acme.test';
    sitePerson(maryUser).email = 'jane@acme.test';
    expect(await nextRun()).toEqual([`flagged ${janeUser} email-differs`, `flagged ${maryUser} email-differs`]);
    await firm.changeEmail(jane, 'mary@acme.test');
    await firm.changeEmail(mary, 'jane@acme.test');
    expect(await nextRun()).toEqual([`unflagged ${janeUser} email-differs`, `unflagged ${maryUser} email-differs`]);
    for (const [member, user] of [
      [jane, janeUser],
      [mary, maryUser],
    ] as const) {
      expect(await mappingHistory(member)).toEqual([
        `mapped by sync run: rule ${user}`,
        `mapping-flagged by sync run: email-differs ${user}`,
        `mapping-unflagged by sync run: email-differs ${user}`,
      ]);
    }
    await firm.changeEmail(jane, 'jane.new@acme.test');
    const newcomer = await firm.addMember('mary@acme.test');
    expect(await nextRun()).toEqual([`flagged ${janeUser} email-differs`]);
    expect((await firm.compliance()).get(newcomer)).toBe('lcvista-user-already-mapped');
  });

  it('accounts that are merged in LCVista: the mapping moves to the new one within one run, and history says why', async () => {
    const jane = await firm.addMember('jane@acme.test');
    const old = world.person('jane@acme.test');
    await nextRun();
    sitePerson(old).isActive = false;
    const merged = world.person('jane@acme.test');
    expect(await nextRun()).toEqual([`ended ${old} lcvista-user-inactive`, `mapped ${merged}`]);
    expect([await history(old), await history(merged)]).toEqual([['lcvista-user-inactive'], ['active']]);
    expect((await firm.compliance()).get(jane)).toBe(`mapped to ${merged}`);
    expect(await mappingHistory(jane)).toEqual([
      `mapped by sync run: rule ${old}`,
      `mapping-ended by sync run: lcvista-user-inactive ${old}`,
      `mapped by sync run: rule ${merged}`,
    ]);
  });

  it('accounts that are merged over two days: while both are active the mapping stays, then it moves', async () => {
    const jane = await firm.addMember('jane@acme.test');
    const old = world.person('jane@acme.test');
    await nextRun();
    const merged = world.person('jane@acme.test');
    expect(await nextRun()).toEqual([]);
    expect((await firm.compliance()).get(jane)).toBe(`mapped to ${old}`);
    sitePerson(old).isActive = false;
    expect(await nextRun()).toEqual([`ended ${old} lcvista-user-inactive`, `mapped ${merged}`]);
    sitePerson(old).isActive = true;
    expect(await nextRun()).toEqual([]);
    expect((await firm.compliance()).get(jane)).toBe(`mapped to ${merged}`);
    expect(await mappingHistory(jane)).toHaveLength(3);
  });

  it('a second account or member with the address changes nothing for those who are mapped', async () => {
    const jane = await firm.addMember('jane@acme.test');
    const user = world.person('jane@acme.test');
    await nextRun();
    const second = world.person('jane@acme.test');
    const namesake = await firm.addMember('jane@acme.test');
    world.clock.tomorrow();
    const run = await firm.run();
    expect(run.counts).toMatchObject({ keptMapped: 1, unmappedByReason: { 'duplicate-lcvista-user': 1 } });
    expect((await firm.compliance()).get(jane)).toBe(`mapped to ${user}`);
    expect((await firm.compliance()).get(namesake)).toBe('duplicate-member');
    world.site.removePerson(Number(second));
    expect(await nextRun()).toEqual([]);
  });

  it('tries everybody again: who was not signed in, not assigned or a duplicate is mapped once that is over', async () => {
    const invited = await firm.addMember('invited@acme.test', 'invited');
    const twin = await firm.addMember('twin@acme.test');
    const invitedUser = world.person('invited@acme.test');
    const twinUser = world.person('twin@acme.test');
    const twinTwo = world.person('twin@acme.test');
    expect(await nextRun()).toEqual([]);
    const { rows } = await world.app.pool.query<{ user_id: string }>(
      'select user_id from member where organization_id = $1 and id = $2',
      [firm.id, twin],
    );
    const userId = rows[0]?.user_id;
    const told = { kind: 'claimed', detail: { userId } };
    await firm.changeMember(invited, 'user_id = $3, claimed_at = now()', [userId], told);
    world.assign(twinTwo, false);
    expect(await nextRun()).toEqual(
      [`mapped ${invitedUser}`, `mapped ${twinUser}`].toSorted((a, b) => a.localeCompare(b)),
    );
  });

  it('with everyone assigned, the catalog and the groups are not read', async () => {
    const everyone = await Firm.create(world, { assignment: 'everyone' });
    world.site.catalogs = [];
    await everyone.addMember('jane@acme.test');
    const user = world.person('jane@acme.test', { assigned: false });
    world.site.paths.length = 0;
    const run = await everyone.run();
    expect(run.counts).toMatchObject({ assigned: 1, mapped: 1 });
    expect(told(await everyone.changes(run.id))).toEqual([`mapped ${user}`]);
    expect(world.site.paths).not.toEqual([]);
    expect(world.site.paths.filter((path) => /catalogs|usergroups/.test(path))).toEqual([]);
  });

  it('counts members of the groups whom nobody on the site is, and ignores them', async () => {
    world.person('jane@acme.test');
    world.site.groups.set(3, [...((world.site.groups.get(3) ?? []) as number[]), 999_001, 999_002, 999_001]);
    expect((await firm.run()).counts).toMatchObject({ people: 1, assigned: 1, unknownAssigned: 2 });
  });

  it('somebody who comes twice while rows move counts once, as read last', async () => {
    world.site.pageSize = 1;
    const first = world.person('first@acme.test');
    world.person('second@acme.test');
    await firm.addMember('moved@acme.test');
    world.site.fault({
      on: 'people',
      page: 2,
      fault: { kind: 'rows', with: { id: Number(first), email: 'moved@acme.test' } },
    });
    const run = await firm.run();
    world.site.pageSize = 100;
    expect(run.progress.peopleRead).toBe(2);
    expect(run.counts).toMatchObject({ people: 1, assigned: 1, mapped: 1 });
    expect(told(await firm.changes(run.id))).toEqual([`mapped ${first}`]);
  });
});

describe('a dry run', () => {
  it('tells exactly what the real run then does, and leaves everything as it was', async () => {
    const jane = await firm.addMember('jane@acme.test');
    const user = world.person('jane@acme.test');
    world.person('nobody@acme.test');
    const tables = async (): Promise<unknown> => {
      const { rows } = await world.app.pool.query(
        `select (select jsonb_agg(to_jsonb(u) order by id) from lcvista_user u where organization_id = $1) as users,
                (select jsonb_agg(to_jsonb(g) order by seq) from mapping g where organization_id = $1) as mappings,
                (select jsonb_agg(to_jsonb(s)) from mapped_share s where organization_id = $1) as share,
                (select count(*) from roster_person where organization_id = $1) as people,
                (select count(*) from roster_assignment where organization_id = $1) as assignments`,
        [firm.id],
      );
      return rows[0];
    };
    for (const change of [
      () => undefined,
      () => void (sitePerson(user).email = 'other@acme.test'),
      () => world.assign(user, false),
    ]) {
      change();
      const before = await tables();
      const dry = await firm.run({ dryRun: true });
      expect(dry).toMatchObject({ status: 'succeeded', dryRun: true });
      expect(await tables()).toEqual(before);
      if (before !== null && (before as { users: unknown }).users === null) {
        expect((await firm.compliance()).get(jane)).toBe('unknown');
      }
      const real = await firm.run();
      expect(await firm.changes(dry.id)).toEqual(await firm.changes(real.id));
      expect(dry.counts).toEqual(real.counts);
      expect((await firm.changes(real.id)).length).toBeGreaterThan(0);
    }
  });
});
