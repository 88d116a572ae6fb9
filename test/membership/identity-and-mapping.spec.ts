import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Firm, startWorld, type World } from '../lcvista/compliance-world.js';
import type { Answer } from '../support/http-client.js';
import { type Account, Directory } from './directory.js';
import { LoginFlow } from './login-flow.js';

let world: World;
let flow: LoginFlow;
let firm: Firm;
let directory: Directory;

beforeAll(async () => {
  world = await startWorld();
  flow = await LoginFlow.before(world.app);
});

afterAll(() => world.stop());

beforeEach(async () => {
  world.clearSite();
  firm = await Firm.create(world);
  directory = await Directory.of(flow, firm.slug);
});

/** The time of runs is the database's, so that histories are in order. */
async function run(of = firm): Promise<void> {
  world.clock.at = new Date();
  expect((await of.run()).status).toBe('succeeded');
}

async function signIn(subject: string, email: string): Promise<Answer> {
  const person = { issuer: `https://login.${firm.slug}.test`, subject, email, emailVerified: true };
  return flow.claim({ ...person, displayName: 'Somebody', organization: firm.slug });
}

interface Member {
  access: string;
  compliance: { state: string; reason: string | null; lcvistaUserId: string | null; flags: string[] };
  history: { kind: string; cause: string }[];
}

async function read({ id }: Account): Promise<Member> {
  const { status, body } = await firm.call('GET', `/members/${id}`);
  expect(status).toBe(200);
  return body as Member;
}

/** The story in the order in which it happened. */
async function story(account: Account): Promise<string[]> {
  return (await read(account)).history.map(({ kind }) => kind);
}

async function standing(account: Account): Promise<string> {
  const { state, reason, lcvistaUserId, flags } = (await read(account)).compliance;
  return [state === 'mapped' ? `mapped to ${lcvistaUserId}` : reason, ...flags].join(', ');
}

/** An employee who has signed in as `ann` and is mapped. */
async function mapped(email: string): Promise<{ account: Account; userId: string; lcvista: string }> {
  const lcvista = world.person(email);
  const account = await directory.create(email, 'Ann');
  const { body } = await signIn('ann', email);
  await run();
  expect(await standing(account)).toBe(`mapped to ${lcvista}`);
  return { account, userId: body.user.id, lcvista };
}

describe('the address changes', () => {
  it('in the directory before the first sign-in: the new one is what maps', async () => {
    const [old, current] = [world.person('ann.old@firm.test'), world.person('ann.new@firm.test')];
    const ann = await directory.create('ann.old@firm.test', 'Ann');
    await run();
    expect(await standing(ann)).toBe('not-signed-in');
    await directory.move(ann, 'ann.new@firm.test');
    expect((await signIn('ann', 'ann.new@firm.test')).status).toBe(201);
    expect(await standing(ann)).toBe('maps-at-next-sync');
    await run();
    expect(await standing(ann)).toBe(`mapped to ${current}`);
    const { body } = await firm.call('GET', '/unmapped');
    expect(body.items).toMatchObject([{ lcvistaUser: { id: old }, reason: 'no-member' }]);
  });

  it('in the directory after mapping: the mapping stays, with a flag until LCVista follows', async () => {
    const { account, lcvista } = await mapped('ann.old@firm.test');
    await directory.move(account, 'ann.new@firm.test');
    await run();
    expect(await standing(account)).toBe(`mapped to ${lcvista}, email-differs`);
    for (const person of world.site.people) person.email = 'ann.new@firm.test';
    await run();
    expect(await standing(account)).toBe(`mapped to ${lcvista}`);
    expect(await story(account)).toEqual([
      'created',
      'claimed',
      'mapped',
      'user-name-changed',
      'email-changed',
      'mapping-flagged',
      'mapping-unflagged',
    ]);
  });

  it('at the sign-in first: nothing happens to the mapping', async () => {
    const { account, userId, lcvista } = await mapped('ann.old@firm.test');
    const moved = await signIn('ann', 'ann.new@firm.test');
    expect(moved).toMatchObject({ status: 200, body: { user: { id: userId, loginEmail: 'ann.new@firm.test' } } });
    await run();
    expect(await standing(account)).toBe(`mapped to ${lcvista}`);
  });

  it('with name and user name, by marriage: the person, the user and the mapping stay', async () => {
    const { account, userId, lcvista } = await mapped('ann.miller@firm.test');
    await directory.marry(account, 'ann.smith@firm.test', 'Ann Smith');
    await run();
    expect(await standing(account)).toBe(`mapped to ${lcvista}, email-differs`);
    expect((await signIn('ann', 'ann.smith@firm.test')).body.user.id).toBe(userId);
  });
});

describe('leaving and coming back', () => {
  it('by the recycle bin: the mapping ends, and is made again', async () => {
    const { account, lcvista } = await mapped('ann@firm.test');
    await directory.softDelete(account, 'ann@firm.test');
    await run();
    expect(await read(account)).toMatchObject({ access: 'removed', compliance: { state: 'unmapped', reason: null } });
    await directory.restore(account, 'ann@firm.test');
    await run();
    expect(await standing(account)).toBe(`mapped to ${lcvista}`);
    const told = (await story(account)).filter((kind) => kind !== 'user-name-changed');
    expect(told).toEqual(['created', 'claimed', 'mapped', 'removed', 'mapping-ended', 'restored', 'mapped']);
    const ended = (await read(account)).history.find(({ kind }) => kind === 'mapping-ended');
    expect(ended?.cause).toBe('member-removed');
  });

  it('deleted and created again: the new member has the old user and the old LCVista user', async () => {
    const { account, userId, lcvista } = await mapped('ann@firm.test');
    await directory.delete(account);
    await run();
    const again = await directory.create('ann@firm.test', 'Ann', { objectId: account.objectId });
    expect((await signIn('ann', 'ann@firm.test')).body.user.id).toBe(userId);
    await run();
    expect(await standing(again)).toBe(`mapped to ${lcvista}`);
    expect(await story(account)).toEqual(['created', 'claimed', 'mapped', 'deleted', 'mapping-ended']);
  });

  it("another person with a leaver's address: a new user; who LCVista means by the address is mapped to the new one", async () => {
    const { account, userId, lcvista } = await mapped('desk@firm.test');
    await directory.delete(account);
    const heir = await directory.create('desk@firm.test', 'Ben');
    const { body } = await signIn('ben', 'desk@firm.test');
    expect(body.user.id).not.toBe(userId);
    await run();
    expect(await standing(heir)).toBe(`mapped to ${lcvista}`);
    expect((await read(account)).history.at(-1)).toMatchObject({ kind: 'mapping-ended', cause: 'member-removed' });
  });
});

describe('one address for several, one person in several places', () => {
  it('two members with one address: neither is mapped until one is gone', async () => {
    const lcvista = world.person('ann@firm.test');
    const one = await directory.create('ann@firm.test', 'Ann');
    await signIn('ann', 'ann@firm.test');
    const two = await directory.create('ann@firm.test', 'Ann', { userName: 'ann.second@firm.test' });
    expect((await signIn('ben', 'ann@firm.test')).body.code).toBe('ambiguous-membership');
    expect((await signIn('ann', 'ann@firm.test')).status).toBe(200);
    await run();
    expect([await standing(one), await standing(two)]).toEqual(['duplicate-member', 'duplicate-member']);
    await directory.disable(two);
    await run();
    expect(await standing(one)).toBe(`mapped to ${lcvista}`);
  });

  it('production and staging: a sign-in and a run of one leave the other as it was', async () => {
    const staging = await Firm.create(world, {}, { environment: 'staging' });
    const staged = await (await Directory.of(flow, staging.slug)).create('ann@firm.test', 'Ann');
    const { account, lcvista } = await mapped('ann@firm.test');
    expect((await staging.compliance()).get(staged.id)).toBe('unknown');
    await run(staging);
    expect((await staging.compliance()).get(staged.id)).toBe('not-signed-in');
    expect(await standing(account)).toBe(`mapped to ${lcvista}`);
  });

  it('two organizations: one user, a mapping in each', async () => {
    const { userId, lcvista } = await mapped('ann@firm.test');
    const other = await Firm.create(world);
    const second = await (await Directory.of(flow, other.slug)).create('ann@firm.test', 'Ann');
    const person = { issuer: `https://login.${firm.slug}.test`, subject: 'ann', email: 'ann@firm.test' };
    const claim = await flow.claim({ ...person, emailVerified: true, displayName: 'Ann', organization: other.slug });
    expect(claim).toMatchObject({ status: 201, body: { user: { id: userId } } });
    await run(other);
    expect((await other.compliance()).get(second.id)).toBe(`mapped to ${lcvista}`);
  });
});

describe('a wrong claim', () => {
  it('is released by support: the mapping ends at once, and the right person gets the member and the mapping', async () => {
    const { account, userId, lcvista } = await mapped('shared@firm.test');
    const reason = { reason: 'signed in with the mailbox of the team' };
    const released = await firm.call('DELETE', `/members/${account.id}/claim`, reason);
    expect([200, 204]).toContain(released.status);
    expect(await read(account)).toMatchObject({ access: 'invited', compliance: { reason: 'not-signed-in' } });
    const right = await signIn('right', 'shared@firm.test');
    expect(right.status).toBe(201);
    expect(right.body.user.id).not.toBe(userId);
    expect(await signIn('ann', 'shared@firm.test')).toMatchObject({
      status: 409,
      body: { code: 'claimed-by-another' },
    });
    await run();
    expect(await standing(account)).toBe(`mapped to ${lcvista}`);
    const told = (await story(account)).toSorted();
    expect(told).toEqual(['claim-released', 'claimed', 'claimed', 'created', 'mapped', 'mapped', 'mapping-ended']);
  });
});
