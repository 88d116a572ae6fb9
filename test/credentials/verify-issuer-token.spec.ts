import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { DomainError } from '../../src/common/domain-error.js';
import { IssuerClient } from '../../src/credentials/id-token/issuer-client.js';
import { OpenidKeys } from '../../src/credentials/id-token/openid-keys.js';
import { UnverifiedToken, verifyIssuerToken } from '../../src/credentials/id-token/verify-issuer-token.js';
import { TestIssuer } from '../support/test-issuer.js';

Logger.overrideLogger(false);

const audience = 'api://muster';
const seconds = Math.floor(Date.now() / 1000);

describe('verifyIssuerToken', () => {
  let issuer: TestIssuer;
  let client: IssuerClient;
  let keys: OpenidKeys;

  beforeEach(async () => {
    issuer = await TestIssuer.start();
    client = new IssuerClient({ signInAllowedHosts: [issuer.host] });
    keys = new OpenidKeys(client);
  });

  afterEach(async () => {
    await client.onApplicationShutdown();
    await issuer.stop();
  });

  function verify(token: string, algorithms = ['RS256'], subject = 'app'): Promise<JWTPayload> {
    return verifyIssuerToken(keys, token, { issuer: issuer.url, audience, subject, algorithms, now: new Date() });
  }

  it.each([
    ['all is well', {}, 'verified'],
    ['one of several audiences', { aud: ['other', audience] }, 'verified'],
    ['expired within the skew', { exp: seconds - 30 }, 'verified'],
    ['not yet, within the skew', { nbf: seconds + 30 }, 'verified'],
    ['expired', { exp: seconds - 90 }, 'ERR_JWT_EXPIRED'],
    ['not yet', { nbf: seconds + 90 }, 'claim-nbf'],
    ['no end', { exp: undefined }, 'claim-exp'],
    ['another audience', { aud: 'api://other' }, 'claim-aud'],
    ['no audience', { aud: undefined }, 'claim-aud'],
    ['another issuer', { iss: 'https://evil.example' }, 'claim-iss'],
    ['another subject', { sub: 'other' }, 'claim-sub'],
    ['no subject', { sub: undefined }, 'claim-sub'],
  ])('%s', async (_, claims, expected) => {
    const token = await issuer.sign({ aud: audience, sub: 'app', ...claims });
    expect(await reasonOf(verify(token))).toBe(expected);
  });

  it('refuses what is not signed, signed with the public key as a secret, or changed', async () => {
    const claims = { iss: issuer.url, aud: audience, sub: 'app', exp: seconds + 300 };
    const secret = new TextEncoder().encode(JSON.stringify(issuer.publishedKeys[0]));
    const symmetric = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'first' }).sign(secret);
    const [head, , signature] = (await issuer.sign({ ...claims, sub: 'other' })).split('.');
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    expect(await reasonOf(verify(new UnsecuredJWT(claims).encode()))).not.toBe('verified');
    expect(await reasonOf(verify(symmetric))).toBe('ERR_JOSE_ALG_NOT_ALLOWED');
    expect(await reasonOf(verify(`${head}.${body}.${signature}`))).toBe('ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    expect(await reasonOf(verify('no.token'))).toBe('ERR_JWS_INVALID');
    expect(await reasonOf(verify('a'.repeat(20_000)))).toBe('too-long');
  });

  it('takes only the algorithms that were named', async () => {
    await issuer.changeKey('curve', { alg: 'ES256' });
    const token = await issuer.sign({ aud: audience, sub: 'app' });
    expect(await reasonOf(verify(token))).toBe('ERR_JOSE_ALG_NOT_ALLOWED');
    expect(await reasonOf(verify(token, ['RS256', 'ES256']))).toBe('verified');
  });

  it('asks once for many tokens, and again when a key is new', async () => {
    const token = await issuer.sign({ aud: audience, sub: 'app' });
    await Promise.all(Array.from({ length: 20 }, () => verify(token)));
    expect(issuer.requests).toEqual(['/tenant/v2.0/.well-known/openid-configuration', '/tenant/v2.0/keys']);
    await issuer.changeKey('second');
    expect(await reasonOf(verify(await issuer.sign({ aud: audience, sub: 'app' })))).toBe('verified');
    expect(await reasonOf(verify(token))).toBe('verified');
    expect(issuer.requests).toHaveLength(4);
  });

  it('is not sent around by made-up key ids', async () => {
    for (let made = 0; made < 20; made += 1) {
      const token = await issuer.sign({ aud: audience, sub: 'app' }, { kid: `made-up-${made}` });
      expect(await reasonOf(verify(token))).toBe('ERR_JWKS_NO_MATCHING_KEY');
    }
    expect(issuer.requests).toHaveLength(10);
    expect(await reasonOf(verify(await issuer.sign({ aud: audience, sub: 'app' })))).toBe('verified');
  });

  it.each([
    ['an error', { status: 500 }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
    ['no JSON', { status: 200, body: '<html>' }],
    ['too much', { status: 200, body: JSON.stringify({ filler: 'x'.repeat(600_000) }) }],
  ])('says so when the issuer answers %s', async (_, broken) => {
    issuer.broken = broken;
    expect(await reasonOf(verify(await issuer.sign({ aud: audience, sub: 'app' })))).toBe('issuer-unavailable');
  });

  it.each([
    ['about another issuer', { issuer: 'https://other.example' }],
    ['with keys on a host that is not allowed', { jwks_uri: 'http://127.0.0.1:9/keys' }],
    ['with keys at a private address', { jwks_uri: 'https://10.0.0.1/keys' }],
    ['without keys', { jwks_uri: undefined }],
  ])('does not follow a discovery document %s', async (_, discovery) => {
    issuer.discovery = discovery;
    expect(await reasonOf(verify(await issuer.sign({ aud: audience, sub: 'app' })))).toBe('issuer-unavailable');
  });
});

/** How a verification ended: `verified`, or the code of its refusal. */
async function reasonOf(verification: Promise<unknown>): Promise<string> {
  try {
    await verification;
    return 'verified';
  } catch (error) {
    if (error instanceof UnverifiedToken) return error.reason;
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
