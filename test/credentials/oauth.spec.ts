import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SettableClock } from '../support/settable-clock.js';
import type { Answer } from '../support/http-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { TestIssuer } from '../support/test-issuer.js';

Logger.overrideLogger(false);

const acme = '/api/v1/organizations/acme';
const grant = { grant_type: 'client_credentials' };

interface Client {
  id: string;
  clientId: string;
}

interface Secret {
  id: string;
  secret: string;
  prefix: string;
  expiresAt: string;
}

describe('OAuth client credentials', () => {
  const clock = new SettableClock('2026-03-01T10:00:00Z');
  let app: TestApp;
  let other: TestApp;
  let issuer: TestIssuer;
  let admin: string;

  beforeAll(async () => {
    issuer = await TestIssuer.start();
    const env = { SIGN_IN_ALLOWED_HOSTS: issuer.host };
    app = await startTestApp({ clock, env });
    other = await startTestApp({ clock, env, database: app.database, encryptionKey: app.encryptionKey });
    const token = app.platformToken;
    for (const slug of ['acme', 'other']) {
      await app.request('POST', '/api/v1/organizations', { token, body: { slug, name: slug } });
    }
    const made = await app.request('POST', `${acme}/tokens`, { token, body: { name: 'Desk', scope: 'admin' } });
    admin = made.body.token;
  });

  afterAll(async () => {
    await other.stop();
    await app.stop();
    await issuer.stop();
  });

  function ask(method: string, path: string, body?: unknown, token = admin): Promise<Answer> {
    return app.request(method, `${acme}${path}`, { token, ...(body === undefined ? {} : { body }) });
  }

  async function makeClient(): Promise<Client> {
    const { body } = await ask('POST', '/oauth-clients', { name: 'Entra' });
    return body;
  }

  async function addSecret({ id }: Client, body: object = {}): Promise<Secret> {
    return (await ask('POST', `/oauth-clients/${id}/secrets`, body)).body;
  }

  function token(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams(fields).toString();
    return app.request('POST', '/oauth/token', { body, headers: { ...form, ...headers } });
  }

  function basic(id: string, secret: string): Record<string, string> {
    return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
  }

  async function accessToken({ clientId }: Client, { secret }: Secret): Promise<string> {
    return (await token(grant, basic(clientId, secret))).body.access_token;
  }

  async function scim(bearer: string, at = app, slug = 'acme'): Promise<number> {
    return (await at.request('GET', `/scim/v2/${slug}/ServiceProviderConfig`, { token: bearer })).status;
  }

  it('makes a client, and shows a secret once', async () => {
    const made = await ask('POST', '/oauth-clients', { name: 'Entra provisioning' });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      clientId: expect.any(String),
      name: 'Entra provisioning',
      secrets: [],
    });
    const secret = await ask('POST', `/oauth-clients/${made.body.id}/secrets`, {});
    expect(secret.status).toBe(201);
    expect(secret.body).toEqual({
      id: expect.any(String),
      secret: expect.stringMatching(/^mst_secret_prod_[0-9A-Za-z]{49}$/),
      prefix: secret.body.secret.slice(0, 24),
      expiresAt: '2028-03-01T10:00:00.000Z',
    });
    const list = await ask('GET', '/oauth-clients');
    const { secret: hidden, ...shown } = secret.body;
    expect(list.body.items[0]).toEqual({ ...made.body, secrets: [shown] });
    expect(list.text).not.toContain(hidden);
  });

  it('exchanges a secret for an access token of an hour', async () => {
    const client = await makeClient();
    const { secret } = await addSecret(client);
    const { clientId } = client;
    for (const answer of [
      await token(grant, basic(clientId, secret)),
      await token({ ...grant, client_id: clientId, client_secret: secret, scope: 'x', baseAddress: 'y' }),
      await token(grant, {
        ...basic(clientId, secret),
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      }),
    ]) {
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        access_token: expect.stringMatching(/^mst_scim_prod_/),
        token_type: 'Bearer',
        expires_in: 3600,
      });
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await scim(answer.body.access_token)).toBe(200);
      expect(await scim(answer.body.access_token, app, 'other')).toBe(401);
      expect((await app.request('GET', acme, { token: answer.body.access_token })).status).toBe(403);
    }
    expect((await ask('GET', '/tokens')).body.items).toHaveLength(1);
  });

  it('ends access tokens after an hour', async () => {
    const client = await makeClient();
    const bearer = await accessToken(client, await addSecret(client));
    clock.forward(3_599_000);
    expect(await scim(bearer)).toBe(200);
    clock.forward(1_000);
    expect(await scim(bearer)).toBe(401);
  });

  it('keeps several secrets alive, each to its own end', async () => {
    const client = await makeClient();
    const long = await addSecret(client);
    const short = await addSecret(client, { expiresAt: new Date(clock.now().getTime() + 60_000).toISOString() });
    const [byLong, byShort] = [await accessToken(client, long), await accessToken(client, short)];
    expect([await scim(byLong), await scim(byShort)]).toEqual([200, 200]);
    expect((await ask('DELETE', `/oauth-clients/${client.id}/secrets/${long.id}`)).status).toBe(204);
    expect([await scim(byLong), await scim(byShort)]).toEqual([401, 200]);
    expect((await token(grant, basic(client.clientId, long.secret))).status).toBe(401);
    clock.forward(61_000);
    expect((await token(grant, basic(client.clientId, short.secret))).status).toBe(401);
  });

  it('ends everything with the client, in every process within a second', async () => {
    const client = await makeClient();
    const secret = await addSecret(client);
    const bearer = await accessToken(client, secret);
    expect(await scim(bearer, other)).toBe(200);
    expect((await ask('DELETE', `/oauth-clients/${client.id}`)).status).toBe(204);
    const revoked = performance.now();
    expect(await scim(bearer)).toBe(401);
    while ((await scim(bearer, other)) !== 401) expect(performance.now() - revoked).toBeLessThan(1_000);
    expect((await token(grant, basic(client.clientId, secret.secret))).status).toBe(401);
    expect((await ask('POST', `/oauth-clients/${client.id}/secrets`, {})).status).toBe(404);
    const { items } = (await ask('GET', '/oauth-clients')).body;
    expect(items.map(({ id }: Client) => id)).not.toContain(client.id);
  });

  it('never leaves a token behind when a secret is revoked while tokens are made', async () => {
    const client = await makeClient();
    const secret = await addSecret(client);
    const asked = Array.from({ length: 20 }, () => accessToken(client, secret));
    const revoked = ask('DELETE', `/oauth-clients/${client.id}/secrets/${secret.id}`);
    const tokens = (await Promise.all(asked)).filter((bearer) => bearer !== undefined);
    await revoked;
    const { rows } = await app.pool.query(
      'select count(*)::int as live from access_token where oauth_client_id = $1 and revoked_at is null',
      [client.id],
    );
    expect(rows).toEqual([{ live: 0 }]);
    for (const bearer of tokens) expect(await scim(bearer)).toBe(401);
  });

  it.each<[string, Record<string, string>, Record<string, string>, number, string]>([
    ['no grant', {}, {}, 400, 'invalid_request'],
    ['another grant', { grant_type: 'password' }, {}, 400, 'unsupported_grant_type'],
    ['no client', grant, {}, 401, 'invalid_client'],
    ['no secret', { ...grant, client_id: 'x' }, {}, 401, 'invalid_client'],
    ['an unknown client', { ...grant, client_id: 'x', client_secret: 'y' }, {}, 401, 'invalid_client'],
    ['NUL in the client', { ...grant, client_id: '\0', client_secret: 'y' }, {}, 401, 'invalid_client'],
    ['a bearer token', grant, { authorization: 'Bearer x' }, 401, 'invalid_client'],
    ['no base64', grant, { authorization: 'Basic ***' }, 401, 'invalid_client'],
    ['no colon', grant, { authorization: `Basic ${Buffer.from('abc').toString('base64')}` }, 401, 'invalid_client'],
    ['two ways', { ...grant, client_secret: 'y' }, basic('x', 'y'), 400, 'invalid_request'],
    ['an assertion without type', { ...grant, client_assertion: 'x' }, {}, 400, 'invalid_request'],
    ['JSON', grant, { 'content-type': 'application/json' }, 400, 'malformed-json'],
  ])('refuses %s', async (_, fields, headers, status, code) => {
    const answer = await token(fields, headers);
    expect([answer.status, answer.body.error ?? answer.body.code]).toEqual([status, code]);
    if (status === 401) {
      const usedHeader = headers['authorization'] !== undefined;
      expect(answer.headers.get('www-authenticate')).toBe(usedHeader ? 'Basic realm="muster"' : null);
    }
    if (code !== 'malformed-json') expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('refuses a parameter that is there twice, and another method', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'grant_type=client_credentials&grant_type=client_credentials';
    const answer = await app.request('POST', '/oauth/token', { body, headers });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
    expect((await app.request('GET', '/oauth/token')).status).toBe(405);
  });

  it('slows those down who guess at a client, and lets the right secret pass', async () => {
    const client = await makeClient();
    const { secret } = await addSecret(client);
    const wrong = await addSecret(await makeClient());
    const statuses: number[] = [];
    for (let guess = 0; guess < 22; guess += 1) {
      statuses.push((await token(grant, basic(client.clientId, wrong.secret))).status);
    }
    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 401));
    const last = await token(grant, basic(client.clientId, wrong.secret));
    expect([last.status, Number(last.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
    expect((await token(grant, basic(client.clientId, secret))).status).toBe(200);
    const { rows } = await app.pool.query(
      `select after->>'reason' as reason from audit_event where kind = 'authentication.refused' and subject_id = $1`,
      [client.id],
    );
    expect(rows).toEqual([{ reason: 'unknown' }]);
  });

  it.each([
    ['POST', '/oauth-clients', {}],
    ['POST', '/oauth-clients', { name: 'x', secret: 'y' }],
    ['PUT', '/workload-identity', { issuer: 'http://evil.example', subject: 's', audience: 'a' }],
    ['PUT', '/workload-identity', { issuer: 'https://10.0.0.1', subject: 's', audience: 'a' }],
    ['PUT', '/workload-identity', { issuer: 'https://a.example', subject: 's' }],
  ])('%s %s refuses %j', async (method, path, body) => {
    expect((await ask(method, path, body)).status).toBe(400);
  });

  it('knows nothing of ids that are none, or of others', async () => {
    const client = await makeClient();
    const elsewhere = `/api/v1/organizations/other/oauth-clients/${client.id}`;
    const options = { token: app.platformToken };
    expect((await app.request('DELETE', elsewhere, options)).status).toBe(404);
    expect((await app.request('POST', `${elsewhere}/secrets`, options)).status).toBe(404);
    for (const id of ['x', client.clientId]) expect((await ask('DELETE', `/oauth-clients/${id}`)).status).toBe(404);
    expect((await ask('DELETE', `/oauth-clients/${client.id}/secrets/x`)).status).toBe(404);
  });

  describe('workload identity', () => {
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const settings = { subject: 'entra-app', audience: 'api://muster' };

    async function assert(claims: object = {}): Promise<Answer> {
      const now = Math.floor(clock.now().getTime() / 1000);
      const standard = { sub: 'entra-app', aud: 'api://muster', nbf: now, iat: now, exp: now + 300 };
      const assertion = await issuer.sign({ ...standard, ...claims });
      return token({ ...grant, client_id: 'anything', client_assertion_type: type, client_assertion: assertion });
    }

    it('is set, shown, changed and removed; its tokens end with it', async () => {
      expect((await ask('GET', '/workload-identity')).body.code).toBe('workload-identity-not-found');
      const put = await ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings });
      expect([put.status, put.body]).toEqual([200, { issuer: issuer.url, ...settings }]);
      expect((await ask('GET', '/workload-identity')).body).toEqual(put.body);

      const granted = await assert();
      expect(granted.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
      expect(await scim(granted.body.access_token)).toBe(200);
      await ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings });
      expect(await scim(granted.body.access_token)).toBe(200);
      await ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings, subject: 'another-app' });
      expect(await scim(granted.body.access_token)).toBe(401);
      expect((await assert()).status).toBe(401);

      expect((await ask('DELETE', '/workload-identity')).status).toBe(204);
      expect((await ask('DELETE', '/workload-identity')).status).toBe(404);
    });

    it('opens one organization only', async () => {
      await ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings });
      const taken = await app.request('PUT', '/api/v1/organizations/other/workload-identity', {
        token: app.platformToken,
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
      await ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings });
      const answer = await assert(claims);
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    });

    it('takes RS256 only, and says when the issuer does not answer', async () => {
      await ask('PUT', '/workload-identity', { issuer: issuer.url, ...settings });
      await issuer.changeKey('curve', { alg: 'ES256' });
      expect((await assert()).status).toBe(401);
      await issuer.changeKey('first', { only: true });
      const silent = { issuer: `http://${issuer.host}/nobody`, ...settings };
      await ask('PUT', '/workload-identity', silent);
      const answer = await assert({ iss: silent.issuer });
      expect([answer.status, answer.body.error]).toEqual([503, 'temporarily_unavailable']);
      expect(answer.headers.get('retry-after')).not.toBeNull();
    });
  });

  it('records what was changed, and never a secret', async () => {
    const { rows } = await app.pool.query(`select kind, row_to_json(audit_event)::text as text from audit_event`);
    expect(rows.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'oauth-client.created',
        'oauth-client.secret-added',
        'oauth-client.secret-revoked',
        'oauth-client.revoked',
        'workload-identity.set',
        'workload-identity.removed',
      ]),
    );
    for (const { text } of rows) expect(text).not.toMatch(/mst_[a-z]+_(prod|stag)_[0-9A-Za-z]{9}/);
  });
});
