import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import type { Answer } from '../support/http-client.js';
import { TestIssuer } from '../support/test-issuer.js';
import { LoginFlow } from './login-flow.js';
import { audience, OpenidProvider } from './openid-provider.js';

const objectId = '58342554-38d6-4ec8-948c-50044d0a33fd';

let provider: OpenidProvider;
let elliptic: OpenidProvider;
let issuer: TestIssuer;
let flow: LoginFlow;

beforeAll(async () => {
  provider = await OpenidProvider.start();
  elliptic = await OpenidProvider.start('ES256');
  issuer = await TestIssuer.start();
  const hosts = [provider.host, elliptic.host, issuer.host, '127.0.0.1:9'];
  flow = await LoginFlow.start({ env: { SIGN_IN_ALLOWED_HOSTS: hosts.join(',') } });
  const signIns = { acme: provider.issuer, curve: elliptic.issuer, strict: issuer.url, dark: 'http://127.0.0.1:9' };
  for (const [slug, from] of Object.entries(signIns)) {
    await flow.organization(slug, 'production', { signIn: { issuer: from, audience } });
  }
  await flow.organization('closed');
  await flow.organization('staged', 'staging', { signIn: { issuer: provider.issuer, audience } });
});

afterAll(async () => {
  await flow.stop();
  await Promise.all([provider.stop(), elliptic.stop(), issuer.stop()]);
});

function claim(idToken: string, organization: string): Promise<Answer> {
  return flow.claim({ idToken, organization });
}

async function profiles(subject: string): Promise<number> {
  return (await flow.app.pool.query('select from user_profile where subject = $1', [subject])).rowCount ?? 0;
}

describe('people who signed in at a real OpenID provider', () => {
  it('claim by address, once', async () => {
    const memberId = await flow.member('acme', 'ann@acme.com');
    const idToken = await provider.signIn('ann', { email: 'Ann@Acme.com', email_verified: true, name: 'Ann Arbor' });
    const first = await claim(idToken, 'acme');
    expect(first).toMatchObject({
      status: 201,
      body: {
        user: { displayName: 'Ann Arbor', loginEmail: 'Ann@Acme.com' },
        memberships: [{ organization: 'acme', memberId, access: 'enrolled', newlyClaimed: true }],
      },
    });
    expect(await claim(idToken, 'acme')).toMatchObject({ status: 200, body: { user: first.body.user } });
  });

  it('are the same person as when the login flow vouches for issuer and subject', async () => {
    await flow.member('acme', 'same@acme.com');
    const idToken = await provider.signIn('same', { email: 'same@acme.com', name: 'Same' });
    const { body } = await claim(idToken, 'acme');
    const vouched = { issuer: provider.issuer, subject: 'same', email: 'same@acme.com', emailVerified: true };
    const again = await flow.claim({ ...vouched, displayName: 'Same' });
    expect(again).toMatchObject({ status: 200, body: { user: { id: body.user.id } } });
  });

  it('are found by the object id before the address, also where the address is ambiguous', async () => {
    const memberId = await flow.member('acme', 'twin@acme.com', objectId);
    await flow.member('acme', 'twin@acme.com');
    const idToken = await provider.signIn('twin', { oid: objectId, preferred_username: 'twin@acme.com', name: 'Twin' });
    expect(await claim(idToken, 'acme')).toMatchObject({ status: 201, body: { memberships: [{ memberId }] } });
  });

  it('are found by preferred_username where there is no e-mail, and are named by it where there is no name', async () => {
    await flow.member('curve', 'pref@curve.com');
    const idToken = await elliptic.signIn('pref', { preferred_username: 'pref@curve.com' });
    const answer = await claim(idToken, 'curve');
    expect(answer).toMatchObject({ status: 201, body: { user: { displayName: 'pref@curve.com' } } });
  });

  it('are refused when the provider says that the address is not verified', async () => {
    await flow.member('acme', 'unsure@acme.com');
    const idToken = await provider.signIn('unsure', { email: 'unsure@acme.com', email_verified: false });
    expect(await claim(idToken, 'acme')).toMatchObject({ status: 403, body: { code: 'email-not-verified' } });
    expect(await profiles('unsure')).toBe(0);
  });

  it('are nobody to an organization with another provider, without one, or of the other environment', async () => {
    await flow.member('strict', 'guest@acme.com');
    const idToken = await provider.signIn('guest', { email: 'guest@acme.com' });
    expect(await claim(idToken, 'closed')).toMatchObject({
      status: 401,
      body: { code: 'id-token-invalid', reason: 'sign-in-not-configured' },
    });
    expect((await claim(idToken, 'strict')).status).toBe(401);
    expect(await claim(idToken, 'staged')).toMatchObject({ status: 404, body: { code: 'organization-not-found' } });
    expect(await claim(idToken, 'nobody')).toMatchObject({ status: 404, body: { code: 'organization-not-found' } });
    expect(await profiles('guest')).toBe(0);
  });
});

describe('an id token that does not hold', () => {
  const now = Math.floor(Date.now() / 1000);
  const good: JWTPayload = { aud: audience, sub: 'eve', email: 'eve@strict.com', name: 'Eve' };

  beforeAll(() => flow.member('strict', 'eve@strict.com'));

  it.each<[reason: string, make: () => Promise<string> | string]>([
    ['wrong-audience', () => issuer.sign({ ...good, aud: 'another-application' })],
    ['wrong-issuer', () => issuer.sign({ ...good, iss: `${issuer.url}/other` })],
    ['expired', () => issuer.sign({ ...good, exp: now - 61 })],
    ['not-yet-valid', () => issuer.sign({ ...good, nbf: now + 90 })],
    ['unknown-key', () => issuer.sign(good, { kid: 'unheard-of' })],
    ['algorithm-not-allowed', () => signedWithPublicKey()],
    ['algorithm-not-allowed', () => issuerWithAlgorithm('PS512')],
    ['bad-signature', () => tampered()],
    ['no-address', () => issuer.sign({ ...good, email: undefined, preferred_username: 'eve' })],
    ['malformed', () => issuer.sign({ ...good, sub: 'x'.repeat(256) })],
    ['malformed', () => 'a.b.c'],
    ['malformed', () => 'not a token'],
  ])('%s is told, and nothing is written', async (reason, make) => {
    const answer = await claim(await make(), 'strict');
    expect(answer).toMatchObject({ status: 401, body: { code: 'id-token-invalid', reason } });
    expect(answer.body.detail).toMatch(/\.$/);
    expect(await profiles('eve')).toBe(0);
  });

  it('"alg": "none" is no signature', async () => {
    const unsigned = new UnsecuredJWT({ ...good, iss: issuer.url, exp: now + 300 }).encode();
    expect(await claim(unsigned, 'strict')).toMatchObject({ status: 401, body: { code: 'id-token-invalid' } });
    expect(await profiles('eve')).toBe(0);
  });

  it('a minute of skew is forgiven', async () => {
    const idToken = await issuer.sign({ ...good, exp: now - 20, nbf: now + 20 });
    expect((await claim(idToken, 'strict')).status).toBe(201);
  });

  it('is a 503 when the keys cannot be read', async () => {
    const answer = await claim(await issuer.sign(good), 'dark');
    expect(answer).toMatchObject({ status: 503, body: { code: 'sign-in-keys-unavailable' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  async function signedWithPublicKey(): Promise<string> {
    const secret = new TextEncoder().encode(JSON.stringify(issuer.publishedKeys[0]));
    const claims = { ...good, iss: issuer.url, exp: now + 300 };
    return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'first' }).sign(secret);
  }

  async function issuerWithAlgorithm(alg: string): Promise<string> {
    const another = await TestIssuer.start();
    try {
      await another.changeKey('other', { alg });
      return await another.sign({ ...good, iss: issuer.url });
    } finally {
      await another.stop();
    }
  }

  async function tampered(): Promise<string> {
    const [head = '', , signature = ''] = (await issuer.sign({ ...good, sub: 'somebody-else' })).split('.');
    const claims = { ...good, iss: issuer.url, exp: now + 300 };
    return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  }
});
