import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/http-client.js';
import { TestIssuer } from '../support/test-issuer.js';
import { grant, OauthDesk } from './oauth-desk.js';

Logger.overrideLogger(false);

describe('workload identity', () => {
  let desk: OauthDesk;
  let issuer: TestIssuer;

  beforeAll(async () => {
    issuer = await TestIssuer.start();
    desk = await OauthDesk.open({ SIGN_IN_ALLOWED_HOSTS: issuer.host });
  });

  afterAll(async () => {
    await desk.close();
    await issuer.stop();
  });

  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  const settings = { subject: 'entra-app', audience: 'api://muster' };

  async function assert(claims: object = {}): Promise<Answer> {
    const now = Math.floor(desk.clock.now().getTime() / 1000);
    const standard = { sub: 'entra-app', aud: 'api://muster', nbf: now, iat: now, exp: now + 300 };
    const assertion = await issuer.sign({ ...standard, ...claims });
    return desk.token({ ...grant, client_id: 'anything', client_assertion_type: type, client_assertion: assertion });
  }

  it('is set, shown, changed and removed; its tokens end with it', async () => {
    expect((await desk.ask('GET', '/workload-identity')).body.code).toBe('workload-identity-not-found');
    const put = await desk.ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings });
    expect([put.status, put.body]).toEqual([200, { issuer: issuer.url, ...settings }]);
    expect((await desk.ask('GET', '/workload-identity')).body).toEqual(put.body);

    const granted = await assert();
    expect(granted.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect(await desk.scim(granted.body.access_token)).toBe(200);
    await desk.ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings });
    expect(await desk.scim(granted.body.access_token)).toBe(200);
    await desk.ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings, subject: 'another-app' });
    expect(await desk.scim(granted.body.access_token)).toBe(401);
    expect((await assert()).status).toBe(401);

    expect((await desk.ask('DELETE', '/workload-identity')).status).toBe(204);
    expect((await desk.ask('DELETE', '/workload-identity')).status).toBe(404);
  });

  it('opens one organization only', async () => {
    await desk.ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings });
    const taken = await desk.app.request('PUT', '/api/v1/organizations/other/workload-identity', {
      token: desk.app.platformToken,
      body: { issuer: issuer.url, ...settings },
    });
    expect([taken.status, taken.body.code]).toEqual([409, 'workload-identity-taken']);
  });

  it.each([
    ['another subject', { sub: 'other' }],
    ['another audience', { aud: 'other' }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['an old one', { exp: 1_000_000_000, nbf: 900_000_000 }],
    ['NUL', { sub: 'entra\0app' }],
  ])('refuses %s', async (_, claims) => {
    await desk.ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings });
    const answer = await assert(claims);
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  });

  it('takes RS256 only, and says when the issuer does not answer', async () => {
    await desk.ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings });
    await issuer.changeKey('curve', { alg: 'ES256' });
    expect((await assert()).status).toBe(401);
    await issuer.changeKey('first', { only: true });
    const silent = { issuer: `http://${issuer.host}/nobody`, ...settings };
    await desk.ask('PUT', '/workload-identity', silent);
    const answer = await assert({ iss: silent.issuer });
    expect([answer.status, answer.body.error]).toEqual([503, 'temporarily_unavailable']);
    expect(answer.headers.get('retry-after')).not.toBeNull();
  });

  it('slows guessing at one organization without slowing another', async () => {
    const body = { issuer: issuer.url, ...settings, audience: 'api://other' };
    const token = desk.app.platformToken;
    await desk.ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings });
    await desk.app.request('PUT', '/api/v1/organizations/other/workload-identity', { token, body });
    const early = { nbf: Math.floor(desk.clock.now().getTime() / 1000) + 3_600 };
    let status = 401;
    for (let tries = 0; status === 401 && tries < 30; tries += 1) ({ status } = await assert(early));
    expect(status).toBe(429);
    expect((await assert({ ...early, aud: 'api://other' })).status).toBe(401);
  });

  it('records what was changed', async () => {
    const { rows } = await desk.app.pool.query(
      `select distinct kind from audit_event where subject_type = 'workload-identity' order by kind`,
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['workload-identity.removed', 'workload-identity.set']);
  });
});
