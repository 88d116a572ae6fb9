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

  async function assert(claims: object = {}, client: object = { client_id: 'anything' }): Promise<Answer> {
    const now = Math.floor(desk.clock.now().getTime() / 1000);
    const standard = { sub: 'entra-app', aud: 'api://muster', nbf: now, iat: now, exp: now + 300 };
    const assertion = await issuer.sign({ ...standard, ...claims });
    return desk.token({ ...grant, ...client, client_assertion_type: type, client_assertion: assertion });
  }

  function askOther(method: string, path: string, body: object): Promise<Answer> {
    const token = desk.app.platformToken;
    return desk.app.request(method, `/api/v1/organizations/other${path}`, { token, body });
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

  it('of several organizations opens the one whose client the request names, and none otherwise', async () => {
    const identity = { issuer: issuer.url, ...settings };
    await desk.ask('PUT', '/workload-identity', identity);
    const mine = await desk.makeClient();
    const theirs = (await askOther('POST', '/oauth-clients', { name: 'Entra' })).body;
    expect((await assert({}, { client_id: theirs.clientId })).status).toBe(401);
    expect((await askOther('PUT', '/workload-identity', identity)).status).toBe(200);

    const places = async (clientId: string): Promise<number[]> => {
      const { access_token: token } = (await assert({}, { client_id: clientId })).body;
      return [await desk.scim(token), await desk.scim(token, desk.app, 'other')];
    };
    expect(await places(mine.clientId)).toEqual([200, 401]);
    expect(await places(theirs.clientId)).toEqual([401, 200]);
    for (const client of [{}, { client_id: 'not-one-of-ours' }, { client_id: 'a b' }, { client_id: '\0' }]) {
      const answer = await assert({}, client);
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    }

    await askOther('PUT', '/workload-identity', { ...identity, subject: 'elsewhere' });
    expect((await assert({}, {})).status).toBe(200);
    expect((await desk.ask('DELETE', `/oauth-clients/${mine.id}`)).status).toBe(204);
    const revoked = await assert({}, { client_id: mine.clientId });
    expect([revoked.status, revoked.body.error]).toEqual([401, 'invalid_client']);
    expect((await assert()).status).toBe(200);
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
    for (let tries = 0; status === 401 && tries < 80; tries += 1) ({ status } = await assert(early));
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
