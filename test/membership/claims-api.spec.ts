import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/http-client.js';
import { LoginFlow } from './login-flow.js';

let flow: LoginFlow;

beforeAll(async () => {
  flow = await LoginFlow.start({ byHand: ['people', 'history'] });
  await flow.organization('acme');
  await flow.organization('acme-staging', 'staging');
});

afterAll(() => flow.stop());

const sent = {
  issuer: 'https://login.acme.com',
  subject: 'jane',
  email: 'Jane.Doe@acme.com',
  emailVerified: true,
  displayName: 'Jane Doe',
};

function ask(query: string, token = flow.claimToken): Promise<Answer> {
  return flow.app.request('GET', `/api/v1/access?${query}`, { token });
}

/** Nothing may have come of a refused request. */
async function nothingHappened(): Promise<void> {
  const { rows } = await flow.app.pool.query<{ count: string }>('select count(*) from user_profile');
  expect(rows[0]?.count).toBe('0');
}

describe('a body that is no sign-in', () => {
  it.each<[field: string, change: object]>([
    ['issuer', { issuer: undefined }],
    ['issuer', { issuer: 7 }],
    ['issuer', { issuer: ' ' }],
    ['issuer', { issuer: null }],
    ['subject', { subject: '' }],
    ['subject', { subject: 'x'.repeat(256) }],
    ['subject', { subject: ['jane'] }],
    ['email', { email: 'jane' }],
    ['email', { email: 'jane@acme.com, joe@acme.com' }],
    ['email', { email: 'jane@@acme.com' }],
    ['email', { email: `${'x'.repeat(320)}@acme.com` }],
    ['displayName', { displayName: undefined }],
    ['displayName', { displayName: 'x'.repeat(257) }],
    ['displayName', { displayName: 'Ja\u0000ne' }],
    ['displayName', { displayName: 'Ja\ud800ne' }],
    ['organization', { organization: 3 }],
    ['organization', { organization: 'x'.repeat(64) }],
    ['externalId', { externalId: {} }],
    ['externalId', { externalId: 'x'.repeat(256) }],
    ['admin', { admin: true }],
    ['idToken', { idToken: '' }],
    ['issuer', { idToken: 'a.b.c', organization: 'acme' }],
    ['organization', { ...Object.fromEntries(Object.keys(sent).map((key) => [key, undefined])), idToken: 'a.b.c' }],
  ])('is a 400 that names %s (case %#)', async (field, change) => {
    const answer = await flow.claim({ ...sent, ...change });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation-failed', errors: [{ field }] } });
    await nothingHappened();
  });

  it('says of what is missing that it is required', async () => {
    const { body } = await flow.claim({});
    const fields = ['issuer', 'subject', 'email', 'displayName'];
    expect(body.errors).toEqual(fields.map((field) => ({ field, message: 'is required' })));
    const wrong = await flow.claim({ ...sent, displayName: null });
    expect(wrong.body.errors).toEqual([{ field: 'displayName', message: 'must be a text' }]);
  });

  it.each(['[]', '"x"', '7', 'null', '{', ''])('is a 400: %s', async (body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await flow.app.request('POST', '/api/v1/claims', { token: flow.claimToken, body, headers });
    expect(answer.status).toBe(400);
  });
});

describe('refusals that need no member', () => {
  it.each<[code: string, status: number, change: object]>([
    ['email-not-verified', 403, { emailVerified: false }],
    ['email-not-verified', 403, { emailVerified: undefined }],
    ['email-not-verified', 403, { emailVerified: null }],
    ['email-not-verified', 403, { emailVerified: 'true' }],
    ['email-not-verified', 403, { emailVerified: 1 }],
    ['membership-not-found', 404, {}],
    ['membership-not-found', 404, { organization: 'acme' }],
    ['organization-not-found', 404, { organization: 'nobody' }],
    ['organization-not-found', 404, { organization: 'acme-staging' }],
  ])('%s', async (code, status, change) => {
    const answer = await flow.claim({ ...sent, ...change });
    expect(answer).toMatchObject({ status, body: { code, status } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    await nothingHappened();
  });
});

describe('who may call', () => {
  it.each(['POST /api/v1/claims', 'GET /api/v1/access?userId=00000000-0000-4000-8000-000000000000'])(
    '%s: claim and platform tokens only',
    async (route) => {
      const [method = '', path = ''] = route.split(' ');
      const call = (token?: string): Promise<Answer> =>
        flow.app.request(method, path, {
          ...(token === undefined ? {} : { token }),
          ...(method === 'POST' ? { body: sent } : {}),
        });
      expect((await call()).status).toBe(401);
      for (const scope of ['admin', 'viewer', 'scim']) {
        expect((await call(await flow.organizationToken('acme', scope))).status).toBe(403);
      }
      expect((await call(flow.claimToken)).status).toBe(404);
    },
  );

  it('a platform token claims for the organization it names, whatever its environment', async () => {
    await flow.member('acme-staging', 'platform@acme.com');
    const body = { ...sent, subject: 'platform', email: 'platform@acme.com' };
    const call = (organization?: string): Promise<Answer> =>
      flow.app.request('POST', '/api/v1/claims', { token: flow.app.platformToken, body: { ...body, organization } });
    expect(await call()).toMatchObject({ status: 400, body: { errors: [{ field: 'organization' }] } });
    expect(await call('nobody')).toMatchObject({ status: 404, body: { code: 'organization-not-found' } });
    expect((await call('acme-staging')).status).toBe(201);
  });
});

describe('claiming', () => {
  it('answers 201 once and 200 from then on, with the same user', async () => {
    const memberId = await flow.member('acme', 'jane.doe@acme.com');
    const first = await flow.claim({ ...sent, email: '  JANE.DOE@acme.com ' });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      user: { id: expect.any(String), displayName: 'Jane Doe', loginEmail: 'JANE.DOE@acme.com' },
      memberships: [{ organization: 'acme', memberId, access: 'enrolled', newlyClaimed: true }],
    });
    const again = await flow.claim({ ...sent, organization: 'acme' });
    expect(again).toMatchObject({ status: 200, body: { user: { id: first.body.user.id, loginEmail: sent.email } } });
    expect(again.body.memberships).toEqual([{ ...first.body.memberships[0], newlyClaimed: false }]);
  });

  it("finds by the directory's own id before the address, whether the organization is named or not", async () => {
    const named = await flow.member('acme', 'x4@acme.com', 'X4');
    const leftOut = await flow.member('acme', 'x6@acme.com', 'X6');
    await flow.member('acme', 'x5@acme.com', 'X5');
    const body = { ...sent, subject: 'x4', email: 'x5@acme.com', externalId: 'X4', organization: 'acme' };
    expect((await flow.claim(body)).body.memberships).toMatchObject([{ memberId: named }]);
    const open = { ...sent, subject: 'x6', email: 'x5@acme.com', externalId: 'X6' };
    expect((await flow.claim(open)).body.memberships).toMatchObject([{ memberId: leftOut }]);
    const stranger = await flow.claim({ ...open, subject: 'x7', email: 'x7@acme.com', externalId: 'X5' });
    expect(stranger).toMatchObject({ status: 404, body: { code: 'membership-not-found' } });
  });

  it('does not take an alias or a plus address for the address', async () => {
    await flow.member('acme', 'plain@acme.com');
    const answer = await flow.claim({ ...sent, subject: 'plus', email: 'plain+cpe@acme.com' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'membership-not-found' } });
  });

  it('fifty times at once is 201 once and 200 forty-nine times', async () => {
    await flow.member('acme', 'many@acme.com');
    const body = { ...sent, subject: 'many', email: 'many@acme.com' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => flow.claim(body)));
    const count = (wanted: number): number => answers.filter(({ status }) => status === wanted).length;
    expect([count(201), count(200)]).toEqual([1, 49]);
  });
});

describe('access', () => {
  it('tells what the user may enter, by user id or by person, in the environment of the token only', async () => {
    const memberId = await flow.member('acme', 'ask@acme.com');
    const { body } = await flow.claim({ ...sent, subject: 'ask', email: 'ask@acme.com' });
    const enrolled = { ...body, memberships: [{ organization: 'acme', memberId, access: 'enrolled' }] };
    expect(await ask(`userId=${body.user.id}`)).toMatchObject({ status: 200, body: enrolled });
    expect(await ask(`issuer=${encodeURIComponent(sent.issuer)}&subject=ask`)).toMatchObject({ body: enrolled });
    expect(await ask(`userId=${body.user.id}`, flow.app.platformToken)).toMatchObject({ body: enrolled });

    const staging = await flow.newClaimToken('staging');
    for (const query of [`userId=${body.user.id}`, `issuer=${encodeURIComponent(sent.issuer)}&subject=ask`]) {
      expect(await ask(query, staging)).toMatchObject({ status: 404, body: { code: 'user-not-found' } });
    }
  });

  it('shows a removed and a deleted membership as removed', async () => {
    const memberId = await flow.member('acme', 'ends@acme.com');
    const { body } = await flow.claim({ ...sent, subject: 'ends', email: 'ends@acme.com' });
    const removed = { memberships: [{ organization: 'acme', memberId, access: 'removed' }] };
    await flow.app.pool.query('update member set active = false, removed_at = now() where id = $1', [memberId]);
    expect((await ask(`userId=${body.user.id}`)).body).toMatchObject(removed);
    await flow.app.pool.query('update member set deleted_at = now() where id = $1', [memberId]);
    expect((await ask(`userId=${body.user.id}`)).body).toMatchObject(removed);
  });

  it.each([
    ['issuer', ''],
    ['subject', 'issuer=x'],
    ['issuer', 'subject=x'],
    ['issuer', 'userId=00000000-0000-4000-8000-000000000000&issuer=x'],
    ['subject', 'userId=00000000-0000-4000-8000-000000000000&subject=x'],
    ['userId', 'userId=7'],
    ['subject', 'issuer=x&subject=%00'],
    ['subject', 'issuer=x&subject=a&subject=b'],
    ['nobody', 'nobody=x'],
  ])('names %s for ?%s', async (field, query) => {
    expect(await ask(query)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  it('a platform token asks by user id, since it has no environment', async () => {
    expect(await ask('issuer=x&subject=y', flow.app.platformToken)).toMatchObject({ status: 400 });
  });
});
