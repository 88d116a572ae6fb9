import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OauthTokensService } from '../../src/credentials/oauth/oauth-tokens.service.js';
import type { Answer } from '../support/http-client.js';
import { acme, basic, type Client, grant, OauthDesk } from './oauth-desk.js';

Logger.overrideLogger(false);

describe('OAuth client credentials', () => {
  let desk: OauthDesk;

  beforeAll(async () => {
    desk = await OauthDesk.open();
  });

  afterAll(async () => {
    await desk.close();
  });

  it('makes a client, and shows a secret once', async () => {
    const made = await desk.ask('POST', '/oauth-clients', { name: 'Entra provisioning' });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      clientId: expect.any(String),
      name: 'Entra provisioning',
      secrets: [],
    });
    const secret = await desk.ask('POST', `/oauth-clients/${made.body.id}/secrets`, {});
    expect(secret.status).toBe(201);
    expect(secret.body).toEqual({
      id: expect.any(String),
      secret: expect.stringMatching(/^mst_secret_prod_[0-9A-Za-z]{49}$/),
      prefix: secret.body.secret.slice(0, 24),
      expiresAt: '2028-03-01T10:00:00.000Z',
    });
    const list = await desk.ask('GET', '/oauth-clients');
    const { secret: hidden, ...shown } = secret.body;
    expect(list.body.items[0]).toEqual({ ...made.body, secrets: [shown] });
    expect(list.text).not.toContain(hidden);
  });

  it('exchanges a secret for an access token of an hour', async () => {
    const client = await desk.makeClient();
    const { secret } = await desk.addSecret(client);
    const { clientId } = client;
    for (const answer of [
      await desk.token(grant, basic(clientId, secret)),
      await desk.token({ ...grant, client_id: clientId, client_secret: secret, scope: 'x', baseAddress: 'y' }),
      await desk.token(grant, {
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
      expect(await desk.scim(answer.body.access_token)).toBe(200);
      expect(await desk.scim(answer.body.access_token, desk.app, 'other')).toBe(401);
      expect((await desk.app.request('GET', acme, { token: answer.body.access_token })).status).toBe(403);
    }
    expect((await desk.ask('GET', '/tokens')).body.items).toHaveLength(1);
  });

  it('ends access tokens after an hour', async () => {
    const client = await desk.makeClient();
    const bearer = await desk.accessToken(client, await desk.addSecret(client));
    desk.clock.forward(3_599_000);
    expect(await desk.scim(bearer)).toBe(200);
    desk.clock.forward(1_000);
    expect(await desk.scim(bearer)).toBe(401);
  });

  it('clears away access tokens that ended a day ago, and no others', async () => {
    const client = await desk.makeClient();
    const secret = await desk.addSecret(client);
    await desk.accessToken(client, secret);
    desk.clock.forward(26 * 3_600_000);
    const bearer = await desk.accessToken(client, secret);
    await desk.app.app.get(OauthTokensService).purgeEnded();
    const { rows } = await desk.app.pool.query(
      'select count(*)::int as kept from access_token where oauth_client_id = $1',
      [client.id],
    );
    expect(rows).toEqual([{ kept: 1 }]);
    expect(await desk.scim(bearer)).toBe(200);
    expect((await desk.ask('GET', '')).status).toBe(200);
  });

  it('keeps several secrets alive, each to its own end', async () => {
    const client = await desk.makeClient();
    const long = await desk.addSecret(client);
    const short = await desk.addSecret(client, {
      expiresAt: new Date(desk.clock.now().getTime() + 60_000).toISOString(),
    });
    const [byLong, byShort] = [await desk.accessToken(client, long), await desk.accessToken(client, short)];
    expect([await desk.scim(byLong), await desk.scim(byShort)]).toEqual([200, 200]);
    expect((await desk.ask('DELETE', `/oauth-clients/${client.id}/secrets/${long.id}`)).status).toBe(204);
    expect([await desk.scim(byLong), await desk.scim(byShort)]).toEqual([401, 200]);
    expect((await desk.token(grant, basic(client.clientId, long.secret))).status).toBe(401);
    desk.clock.forward(61_000);
    expect((await desk.token(grant, basic(client.clientId, short.secret))).status).toBe(401);
  });

  it('ends everything with the client, in every process within a second', async () => {
    const client = await desk.makeClient();
    const secret = await desk.addSecret(client);
    const bearer = await desk.accessToken(client, secret);
    expect(await desk.scim(bearer, desk.other)).toBe(200);
    expect((await desk.ask('DELETE', `/oauth-clients/${client.id}`)).status).toBe(204);
    const revoked = performance.now();
    expect(await desk.scim(bearer)).toBe(401);
    while ((await desk.scim(bearer, desk.other)) !== 401) expect(performance.now() - revoked).toBeLessThan(1_000);
    expect((await desk.token(grant, basic(client.clientId, secret.secret))).status).toBe(401);
    expect((await desk.ask('POST', `/oauth-clients/${client.id}/secrets`, {})).status).toBe(404);
    const { items } = (await desk.ask('GET', '/oauth-clients')).body;
    expect(items.map(({ id }: Client) => id)).not.toContain(client.id);
  });

  it('never leaves a token behind when a secret is revoked while tokens are made', async () => {
    const client = await desk.makeClient();
    const secret = await desk.addSecret(client);
    const before = await desk.accessToken(client, secret);
    expect(await desk.scim(before)).toBe(200);
    const asked = Array.from({ length: 20 }, () => desk.accessToken(client, secret));
    const revoked = desk.ask('DELETE', `/oauth-clients/${client.id}/secrets/${secret.id}`);
    const tokens = (await Promise.all(asked)).filter((bearer) => bearer !== undefined);
    await revoked;
    const { rows } = await desk.app.pool.query(
      'select count(*)::int as live from access_token where oauth_client_id = $1 and revoked_at is null',
      [client.id],
    );
    expect(rows).toEqual([{ live: 0 }]);
    for (const bearer of [before, ...tokens]) expect(await desk.scim(bearer)).toBe(401);
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
    ['JSON', grant, { 'content-type': 'application/json' }, 400, 'invalid_request'],
  ])('refuses %s', async (_, fields, headers, status, code) => {
    const answer = await desk.token(fields, headers);
    expect([answer.status, answer.body.error]).toEqual([status, code]);
    if (status === 401) {
      const usedHeader = headers['authorization'] !== undefined;
      expect(answer.headers.get('www-authenticate')).toBe(usedHeader ? 'Basic realm="muster"' : null);
    }
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('refuses a parameter that is there twice, and another method', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'grant_type=client_credentials&grant_type=client_credentials';
    const answer = await desk.app.request('POST', '/oauth/token', { body, headers });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
    expect((await desk.app.request('GET', '/oauth/token')).status).toBe(405);
  });

  it('slows those down who guess at a client, and lets the right secret pass', async () => {
    const client = await desk.makeClient();
    const { secret } = await desk.addSecret(client);
    const wrong = await desk.addSecret(await desk.makeClient());
    const guess = (): Promise<Answer> => desk.token(grant, basic(client.clientId, wrong.secret));
    const answers = await Promise.all(Array.from({ length: 62 }, guess));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(60);
    const last = await guess();
    expect([last.status, Number(last.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
    expect((await desk.token(grant, basic(client.clientId, secret))).status).toBe(200);
    const { rows } = await desk.app.pool.query(
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
    expect((await desk.ask(method, path, body)).status).toBe(400);
  });

  it('knows nothing of ids that are none, or of others', async () => {
    const client = await desk.makeClient();
    const elsewhere = `/api/v1/organizations/other/oauth-clients/${client.id}`;
    const options = { token: desk.app.platformToken };
    expect((await desk.app.request('DELETE', elsewhere, options)).status).toBe(404);
    expect((await desk.app.request('POST', `${elsewhere}/secrets`, options)).status).toBe(404);
    for (const id of ['x', client.clientId])
      expect((await desk.ask('DELETE', `/oauth-clients/${id}`)).status).toBe(404);
    expect((await desk.ask('DELETE', `/oauth-clients/${client.id}/secrets/x`)).status).toBe(404);
  });

  it('records what was changed, and never a secret', async () => {
    const { rows } = await desk.app.pool.query(`select kind, row_to_json(audit_event)::text as text from audit_event`);
    expect(rows.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'oauth-client.created',
        'oauth-client.secret-added',
        'oauth-client.secret-revoked',
        'oauth-client.revoked',
      ]),
    );
    for (const { text } of rows) expect(text).not.toMatch(/mst_[a-z]+_(prod|stag)_[0-9A-Za-z]{9}/);
  });
});
