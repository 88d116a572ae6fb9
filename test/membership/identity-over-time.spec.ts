import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { MemberService } from '../../src/membership/member.service.js';
import type { Answer } from '../support/http-client.js';
import { type Account, Directory } from './directory.js';
import { LoginFlow } from './login-flow.js';

const issuer = 'https://login.acme.com';

let flow: LoginFlow;
let acme: Directory;
let beta: Directory;
let staging: Directory;

beforeAll(async () => {
  flow = await LoginFlow.start();
  await flow.organization('acme');
  await flow.organization('beta');
  await flow.organization('acme-staging', 'staging');
  [acme, beta, staging] = [
    await Directory.of(flow, 'acme'),
    await Directory.of(flow, 'beta'),
    await Directory.of(flow, 'acme-staging'),
  ];
});

afterAll(() => flow.stop());

function signIn(subject: string, email: string, more: object = {}): Promise<Answer> {
  return flow.claim({ issuer, subject, email, emailVerified: true, displayName: subject, ...more });
}

interface Stored {
  access: string;
  email: string | null;
  name: string;
  user_id: string | null;
}

async function stored({ id }: Account): Promise<Stored> {
  const text = 'select access, email, name, user_id from member where id = $1';
  const { rows } = await flow.app.pool.query<Stored>(text, [id]);
  return rows[0] as Stored;
}

/** What happened to a member, in order: the kinds of the history's entries. */
async function story(directory: Directory, { id }: Account): Promise<string[]> {
  const text = 'select id from organization where slug = $1';
  const { rows } = await flow.app.pool.query<{ id: string }>(text, [directory.slug]);
  const scope = flow.app.app.get(Database).tenant(rows[0]?.id ?? '');
  const entries = await flow.app.app.get(MemberService, { strict: false }).history(scope, id);
  return entries.map(({ kind }) => kind);
}

describe('the address changes', () => {
  it('in the directory, before the first sign-in: the new one claims, the old one is nobody', async () => {
    const ann = await acme.create('ann.old@acme.com', 'Ann');
    await acme.move(ann, 'ann.new@acme.com');
    expect(await signIn('ann', 'ann.old@acme.com')).toMatchObject({ body: { code: 'membership-not-found' } });
    expect(await signIn('ann', 'ann.new@acme.com')).toMatchObject({
      status: 201,
      body: { memberships: [{ memberId: ann.id }] },
    });
    expect(await story(acme, ann)).toEqual(['created', 'user-name-changed', 'email-changed', 'claimed']);
  });

  it('in the directory, after the first sign-in: the person stays in with the old address, then with the new one', async () => {
    const bob = await acme.create('bob.old@acme.com', 'Bob');
    const { body } = await signIn('bob', 'bob.old@acme.com');
    await acme.move(bob, 'bob.new@acme.com');
    for (const email of ['bob.old@acme.com', 'bob.new@acme.com']) {
      const answer = await signIn('bob', email);
      expect(answer).toMatchObject({ status: 200, body: { user: { id: body.user.id, loginEmail: email } } });
      expect(answer.body.memberships).toEqual([
        { organization: 'acme', memberId: bob.id, access: 'enrolled', newlyClaimed: false },
      ]);
    }
    expect(await stored(bob)).toMatchObject({ email: 'bob.new@acme.com', access: 'enrolled' });
  });

  it('at the sign-in first: the login e-mail follows at once, the directory later', async () => {
    const cy = await acme.create('cy.old@acme.com', 'Cy');
    const { body } = await signIn('cy', 'cy.old@acme.com');
    const moved = await signIn('cy', 'cy.new@acme.com');
    expect(moved).toMatchObject({ status: 200, body: { user: { id: body.user.id, loginEmail: 'cy.new@acme.com' } } });
    expect(await stored(cy)).toMatchObject({ email: 'cy.old@acme.com', access: 'enrolled' });
    expect(await story(acme, cy)).toEqual(['created', 'claimed', 'login-email-changed']);
    await signIn('cy', 'CY.new@acme.com');
    expect(await story(acme, cy)).toHaveLength(3);
    await acme.move(cy, 'cy.new@acme.com');
    expect(await signIn('cy', 'cy.new@acme.com')).toMatchObject({ status: 200, body: { user: { id: body.user.id } } });
  });

  it('with the name and the user name at once, by marriage: the same person in one step', async () => {
    const dee = await acme.create('dee.miller@acme.com', 'Dee Miller');
    const { body } = await signIn('dee', 'dee.miller@acme.com');
    await acme.marry(dee, 'dee.smith@acme.com', 'Dee Smith');
    expect(await stored(dee)).toMatchObject({ name: 'Dee Smith', email: 'dee.smith@acme.com', access: 'enrolled' });
    const after = await signIn('dee', 'dee.smith@acme.com', { displayName: 'Dee Smith' });
    expect(after).toMatchObject({ status: 200, body: { user: { id: body.user.id, displayName: 'Dee Smith' } } });
    expect(await story(acme, dee)).toEqual([
      'created',
      'claimed',
      'user-name-changed',
      'email-changed',
      'name-changed',
      'login-email-changed',
    ]);
  });

  it("to one that another person's member has: the sign-in is refused, and nothing follows", async () => {
    const eli = await acme.create('eli@acme.com', 'Eli');
    await acme.create('fay@acme.com', 'Fay');
    await signIn('eli', 'eli@acme.com');
    await signIn('fay', 'fay@acme.com');
    expect(await signIn('eli', 'fay@acme.com')).toMatchObject({ status: 409, body: { code: 'claimed-by-another' } });
    const { rows } = await flow.app.pool.query(`select login_email from user_profile where subject = 'eli'`);
    expect(rows).toEqual([{ login_email: 'eli@acme.com' }]);
    expect(await stored(eli)).toMatchObject({ access: 'enrolled' });
  });
});

describe('leaving and coming back', () => {
  it('by the recycle bin: refused while it lasts, the same member and user afterwards', async () => {
    const gil = await acme.create('gil@acme.com', 'Gil');
    const { body } = await signIn('gil', 'gil@acme.com');
    await acme.softDelete(gil, 'gil@acme.com');
    expect(await signIn('gil', 'gil@acme.com')).toMatchObject({ status: 403, body: { code: 'membership-removed' } });
    expect(await stored(gil)).toMatchObject({ access: 'removed', user_id: body.user.id, email: 'gil@acme.com' });
    await acme.restore(gil, 'gil@acme.com');
    expect(await signIn('gil', 'gil@acme.com')).toMatchObject({ status: 200, body: { user: { id: body.user.id } } });
    const told = await story(acme, gil);
    expect(told.filter((kind) => ['claimed', 'removed', 'restored'].includes(kind))).toEqual([
      'claimed',
      'removed',
      'restored',
    ]);
  });

  it('deleted and created again: a new member, the same user', async () => {
    const hal = await acme.create('hal@acme.com', 'Hal');
    const { body } = await signIn('hal', 'hal@acme.com');
    await acme.delete(hal);
    expect(await signIn('hal', 'hal@acme.com')).toMatchObject({ status: 403, body: { code: 'membership-removed' } });
    const again = await acme.create('hal@acme.com', 'Hal', { objectId: hal.objectId });
    expect(again.id).not.toBe(hal.id);
    const claim = await signIn('hal', 'hal@acme.com');
    expect(claim).toMatchObject({ status: 201, body: { user: { id: body.user.id } } });
    expect(claim.body.memberships).toEqual([
      { organization: 'acme', memberId: again.id, access: 'enrolled', newlyClaimed: true },
    ]);
    const held = [{ organization: 'acme', memberId: again.id, access: 'enrolled', newlyClaimed: false }];
    expect((await signIn('hal', 'hal@acme.com')).body.memberships).toEqual(held);
    const access = await flow.app.request('GET', `/api/v1/access?userId=${body.user.id}`, { token: flow.claimToken });
    expect(access.body.memberships).toEqual([{ organization: 'acme', memberId: again.id, access: 'enrolled' }]);
  });

  it('disabled, then signing in with an address that nobody has: refused as removed', async () => {
    const lou = await acme.create('lou@acme.com', 'Lou');
    await signIn('lou', 'lou@acme.com');
    await acme.disable(lou);
    const answer = await signIn('lou', 'lou.new@acme.com');
    expect(answer).toMatchObject({ status: 403, body: { code: 'membership-removed' } });
  });

  it("another person with a leaver's address: a new user, and the leaver's record stays with the leaver", async () => {
    const ida = await acme.create('desk@acme.com', 'Ida');
    const leaver = await signIn('ida', 'desk@acme.com');
    await acme.delete(ida);
    const jon = await acme.create('desk@acme.com', 'Jon');
    const heir = await signIn('jon', 'desk@acme.com');
    expect(heir).toMatchObject({ status: 201, body: { memberships: [{ memberId: jon.id, newlyClaimed: true }] } });
    expect(heir.body.memberships).toHaveLength(1);
    expect(heir.body.user.id).not.toBe(leaver.body.user.id);
    expect(await stored(ida)).toMatchObject({ access: 'removed', user_id: leaver.body.user.id });
    expect(await signIn('ida', 'desk@acme.com')).toMatchObject({ status: 409, body: { code: 'claimed-by-another' } });
  });

  it('disabled before ever signing in: refused; enabled: welcome', async () => {
    const kai = await acme.create('kai@acme.com', 'Kai');
    await acme.disable(kai);
    expect(await signIn('kai', 'kai@acme.com')).toMatchObject({ status: 403, body: { code: 'membership-removed' } });
    await acme.restore(kai, 'kai@acme.com');
    expect((await signIn('kai', 'kai@acme.com')).status).toBe(201);
  });

  it('a claim racing a deactivation: never enrolled afterwards, and one story', async () => {
    for (const round of [1, 2, 3, 4, 5, 6]) {
      const subject = `racer-${round}`;
      const racer = await acme.create(`${subject}@acme.com`, 'Racer');
      const [answer] = await Promise.all([signIn(subject, `${subject}@acme.com`), acme.disable(racer)]);
      const claimed = answer.status === 201;
      expect(claimed || answer.status === 403).toBe(true);
      expect((await stored(racer)).access).toBe('removed');
      expect(await story(acme, racer)).toEqual(claimed ? ['created', 'claimed', 'removed'] : ['created', 'removed']);
    }
  });
});

describe('one person in several places', () => {
  it('two organizations: one user, claimed together or one after the other', async () => {
    const [inAcme, inBeta] = [await acme.create('lea@firm.com', 'Lea'), await beta.create('lea@firm.com', 'Lea')];
    const first = await signIn('lea', 'lea@firm.com', { organization: 'acme' });
    expect(first.body.memberships).toMatchObject([{ memberId: inAcme.id }]);
    const both = await signIn('lea', 'lea@firm.com');
    expect(both).toMatchObject({ status: 201, body: { user: { id: first.body.user.id } } });
    expect(both.body.memberships).toEqual([
      { organization: 'beta', memberId: inBeta.id, access: 'enrolled', newlyClaimed: true },
      { organization: 'acme', memberId: inAcme.id, access: 'enrolled', newlyClaimed: false },
    ]);
    await beta.disable(inBeta);
    const after = await signIn('lea', 'lea@firm.com');
    expect(after.status).toBe(200);
    expect(after.body.memberships).toMatchObject([
      { organization: 'acme', access: 'enrolled' },
      { organization: 'beta', access: 'removed' },
    ]);
  });

  it('production and staging: two users that know nothing of each other', async () => {
    const token = await flow.newClaimToken('staging');
    await acme.create('max@acme.com', 'Max');
    const staged = await staging.create('max@acme.com', 'Max');
    const { body } = await signIn('max', 'max@acme.com');
    expect(body.memberships).toHaveLength(1);
    const answer = await flow.app.request('POST', '/api/v1/claims', {
      token,
      body: { issuer, subject: 'max', email: 'max@acme.com', emailVerified: true, displayName: 'Max S.' },
    });
    expect(answer).toMatchObject({ status: 201, body: { memberships: [{ memberId: staged.id }] } });
    expect(answer.body.user.id).not.toBe(body.user.id);
    const { rows } = await flow.app.pool.query(`select display_name from user_profile where id = $1`, [body.user.id]);
    expect(rows).toEqual([{ display_name: 'max' }]);
  });

  it('two members with one address: nobody may, until one is gone or the directory id tells them apart', async () => {
    const one = await acme.create('nia@acme.com', 'Nia');
    const two = await acme.create('nia@acme.com', 'Nia', { userName: 'nia.second@acme.com' });
    expect(await signIn('nia', 'nia@acme.com')).toMatchObject({ status: 409, body: { code: 'ambiguous-membership' } });
    const told = await signIn('nia', 'nia@acme.com', { externalId: two.objectId });
    expect(told).toMatchObject({ status: 201, body: { memberships: [{ memberId: two.id }] } });
    await acme.disable(two);
    expect((await signIn('other-nia', 'nia@acme.com')).body.memberships).toMatchObject([{ memberId: one.id }]);
  });
});

describe('the directory is the source of truth for the name', () => {
  it('a name given by hand holds until the directory sends one; history shows both', async () => {
    const ola = await acme.create('ola@acme.com', 'Ola');
    const members = flow.app.app.get(MemberService, { strict: false });
    const origin = { actor: { kind: 'token' as const, id: null, name: 'admin' }, requestId: null, address: null };
    const { rows } = await flow.app.pool.query<{ id: string }>(`select id from organization where slug = 'acme'`);
    await members.rename(rows[0]?.id ?? '', origin, ola.id, 'Ola Olsen');
    expect(await stored(ola)).toMatchObject({ name: 'Ola Olsen' });
    await acme.move(ola, 'ola.new@acme.com');
    expect(await stored(ola)).toMatchObject({ name: 'Ola Olsen', email: 'ola.new@acme.com' });
    await acme.rename(ola, 'Ola O.');
    expect(await stored(ola)).toMatchObject({ name: 'Ola O.' });
    const told = await story(acme, ola);
    expect(told.filter((kind) => kind.startsWith('name-'))).toEqual(['name-changed-by-hand', 'name-changed']);
  });
});
