import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Firm, startWorld, type World } from './compliance-world.js';
import { Staff } from './staff.js';

let world: World;
let firm: Firm;
let staff: Staff;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

beforeEach(async () => {
  world.clearSite();
  firm = await Firm.create(world);
  staff = await Staff.of(firm);
});

const provision = (email: string): Promise<string> => staff.provision(email);
const patch = (id: string, path: string, value: unknown): Promise<void> => staff.patch(id, path, value);
const moveTo = (id: string, email: string): Promise<void> => staff.moveTo(id, email);

async function signIn(email: string, subject = email): Promise<void> {
  expect(await staff.signIn(email, subject)).toBe(201);
}

/** What the queue says of somebody, with the total that it counts. */
async function waiting(lcvistaUserId: string): Promise<string | undefined> {
  const { items, total } = (await firm.call('GET', '/unmapped')).body as {
    items: { lcvistaUser: { id: string }; reason: string }[];
    total: number;
  };
  expect(total).toBe(items.length);
  return items.find(({ lcvistaUser }) => lcvistaUser.id === lcvistaUserId)?.reason;
}

/** What both sides say: the member list (and the overview, which must agree), and the review queue. */
async function bothSides(memberId: string, lcvistaUserId: string): Promise<[string | null | undefined, string?]> {
  const members = await firm.compliance();
  const { reasons } = (await firm.call('GET', '/overview')).body as { reasons: Record<string, number> };
  const { items } = (await firm.call('GET', '/members?limit=200')).body as {
    items: { compliance: { reason: string | null } }[];
  };
  const counted: Record<string, number> = {};
  for (const { compliance } of items) {
    if (compliance.reason !== null) counted[compliance.reason] = (counted[compliance.reason] ?? 0) + 1;
  }
  expect(reasons).toEqual(counted);
  return [members.get(memberId), await waiting(lcvistaUserId)];
}

/** The flags of a member's mapping, wherever they are shown. */
async function flags(memberId: string, email: string): Promise<string[]> {
  const member = (await firm.call('GET', `/members/${memberId}`)).body as { compliance: { flags: string[] } };
  const list = (await firm.call('GET', '/members?access=invited,enrolled,removed')).body as {
    items: { id: string; compliance: { flags: string[] } }[];
  };
  const mappings = (await firm.call('GET', '/mappings?state=active')).body as {
    items: { memberId: string; flags: string[] }[];
  };
  const table = await firm.call('GET', '/mappings?state=active', undefined, { accept: 'text/csv' });
  const shown = member.compliance.flags;
  expect(list.items.find(({ id }) => id === memberId)?.compliance.flags).toEqual(shown);
  expect(mappings.items.find((mapping) => mapping.memberId === memberId)?.flags).toEqual(shown);
  for (const flag of shown) expect(table.text).toContain(flag);
  const diagnosis = (await firm.call('GET', `/diagnosis?email=${encodeURIComponent(email)}`)).body as {
    steps: { detail: string }[];
  };
  for (const flag of shown) expect(diagnosis.steps.at(-1)?.detail).toContain(flag);
  return shown;
}

describe('between two runs', () => {
  it('the review queue follows invitation, sign-in, support, removal, return and deletion at once', async () => {
    const user = world.person('jane@acme.test');
    await firm.run();
    expect(await waiting(user)).toBe('no-member');
    const jane = await provision('Jane@acme.test');
    expect(await bothSides(jane, user)).toEqual(['not-signed-in', 'not-signed-in']);
    await signIn('jane@acme.test');
    expect(await bothSides(jane, user)).toEqual(['maps-at-next-sync', 'maps-at-next-sync']);
    expect((await firm.call('DELETE', `/members/${jane}/claim`, { reason: 'not her' })).status).toBe(200);
    expect(await bothSides(jane, user)).toEqual(['not-signed-in', 'not-signed-in']);
    const twin = await provision('jane@acme.test ');
    expect(await bothSides(twin, user)).toEqual(['duplicate-member', 'duplicate-member']);
    await patch(twin, 'active', 'False');
    expect(await bothSides(jane, user)).toEqual(['not-signed-in', 'not-signed-in']);
    await patch(jane, 'active', false);
    expect(await bothSides(jane, user)).toEqual([null, 'member-removed']);
    await patch(jane, 'active', true);
    await moveTo(jane, 'jane.smith@acme.test');
    expect(await bothSides(jane, user)).toEqual(['not-signed-in', 'member-removed']);
    await moveTo(jane, 'jane@acme.test');
    expect((await staff.scim('DELETE', `/Users/${twin}`)).status).toBe(204);
    await signIn('jane@acme.test', 'another person');
    expect(await bothSides(jane, user)).toEqual(['maps-at-next-sync', 'maps-at-next-sync']);
    expect((await firm.run()).counts).toMatchObject({ mapped: 1, unmapped: 0 });
    expect(await bothSides(jane, user)).toEqual([`mapped to ${user}`, undefined]);
  });

  it('a sign-in while a run is under way is in the queue as soon as the run has ended', async () => {
    const user = world.person('jane@acme.test');
    await firm.run();
    const jane = await provision('jane@acme.test');
    const asked = (await firm.call('POST', '/sync-runs')).body as { id: string };
    const client = await world.app.pool.connect();
    try {
      // Whoever decides about mappings waits here: the run has read the site, and the sign-in comes before it writes.
      await client.query('begin');
      await client.query(`select pg_advisory_xact_lock(721844, hashtext($1::uuid::text))`, [firm.id]);
      const run = firm.execute(asked.id);
      await signIn('jane@acme.test');
      expect(await bothSides(jane, user)).toEqual(['maps-at-next-sync', 'maps-at-next-sync']);
      await client.query('commit');
      expect(await run).toBe('succeeded');
    } finally {
      client.release();
    }
    expect(await bothSides(jane, user)).toEqual([`mapped to ${user}`, undefined]);
  });

  it('keeps since when somebody waits for the same reason, and tells since when for a new one', async () => {
    const user = world.person('jane@acme.test');
    const other = world.person('other@acme.test');
    await firm.run();
    const since = async (): Promise<Record<string, string>> => {
      const { items } = (await firm.call('GET', '/unmapped')).body as {
        items: { lcvistaUser: { id: string }; since: string }[];
      };
      return Object.fromEntries(items.map(({ lcvistaUser, since: told }) => [lcvistaUser.id, told]));
    };
    const before = await since();
    await moveTo(await provision('somebody@acme.test'), 'jane@acme.test');
    const after = await since();
    expect(after[other]).toBe(before[other]);
    expect(after[user]).not.toBe(before[user]);
    await firm.run();
    expect(await since()).toEqual(after);
  });

  it('flags a mapping as soon as an address or the membership changes, and no longer than that', async () => {
    const jane = await provision('jane@acme.test');
    await signIn('jane@acme.test');
    world.person('jane@acme.test');
    await firm.run();
    expect(await flags(jane, 'jane@acme.test')).toEqual([]);
    await moveTo(jane, 'jane.smith@acme.test');
    expect(await flags(jane, 'jane.smith@acme.test')).toEqual(['email-differs']);
    await moveTo(jane, 'JANE@acme.test');
    expect(await flags(jane, 'jane@acme.test')).toEqual([]);
    await patch(jane, 'active', 'False');
    expect(await flags(jane, 'jane@acme.test')).toEqual(['member-removed']);
    const removed = await firm.run();
    expect(removed.counts).toMatchObject({ ended: 1 });
  });

  it('of a mapping by hand the addresses have been seen: only what changes afterwards is flagged, until they agree', async () => {
    const jane = await provision('jane@acme.test');
    const user = world.person('j.doe@elsewhere.test');
    await firm.run();
    const mapped = await firm.call('POST', '/mappings', { memberId: jane, lcvistaUserId: user, reason: 'maiden name' });
    expect([mapped.status, (mapped.body as { flags: string[] }).flags]).toEqual([201, []]);
    await moveTo(jane, 'jane.smith@acme.test');
    expect(await flags(jane, 'jane.smith@acme.test')).toEqual(['email-differs']);
    const run = await firm.run();
    expect(await firm.changes(run.id)).toEqual([
      expect.objectContaining({ kind: 'flagged', memberId: jane, reason: 'email-differs' }),
    ]);
    await moveTo(jane, 'J.Doe@elsewhere.test');
    expect(await flags(jane, 'j.doe@elsewhere.test')).toEqual([]);
    const next = await firm.run();
    expect((await firm.changes(next.id)).map(({ kind }) => kind)).toEqual(['unflagged']);
  });

  it('whoever takes the place of a removed member maps at the next sync, and is told so', async () => {
    const leaver = await provision('jane@acme.test');
    await signIn('jane@acme.test');
    const user = world.person('jane@acme.test');
    await firm.run();
    expect((await staff.scim('DELETE', `/Users/${leaver}`)).status).toBe(204);
    const jane = await provision('jane@acme.test');
    await signIn('jane@acme.test');
    expect(await bothSides(jane, user)).toEqual(['maps-at-next-sync', undefined]);
    const { body } = await firm.call('GET', '/diagnosis?email=jane@acme.test');
    expect((body as { verdict: string }).verdict).toBe('maps-at-next-sync');
    const run = await firm.run();
    expect((await firm.changes(run.id)).map(({ kind, memberId }) => [kind, memberId])).toEqual([
      ['ended', leaver],
      ['mapped', jane],
    ]);
  });
});
