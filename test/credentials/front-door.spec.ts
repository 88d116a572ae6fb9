import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import type { Answer } from '../support/http-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { makeSecret } from '../../src/credentials/tokens/token-format.js';

Logger.overrideLogger(false);

const acme = '/api/v1/organizations/acme';
const rival = '/api/v1/organizations/rival';

describe('the front door', () => {
  const tokens: Record<string, string> = {};
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
    for (const slug of ['acme', 'rival']) await ask('POST', '/api/v1/organizations', { slug, name: slug });
    for (const scope of ['admin', 'viewer', 'scim']) {
      tokens[scope] = (await ask('POST', `${acme}/tokens`, { name: scope, scope })).body.token;
    }
    const claim = { name: 'login', scope: 'claim', environment: 'production' };
    tokens['claim'] = (await ask('POST', '/api/v1/tokens', claim)).body.token;
    tokens['issued'] = (await ask('POST', '/api/v1/tokens', { name: 'second', scope: 'platform' })).body.token;
    tokens['platform'] = app.platformToken;
    tokens['bad'] = 'nonsense';
    tokens['unknown'] = makeSecret('admin', 'production');
  });

  afterAll(async () => {
    await app.stop();
  });

  function ask(method: string, path: string, body?: unknown, token = app.platformToken): Promise<Answer> {
    return app.request(method, path, { token, ...(body === undefined ? {} : { body }) });
  }

  async function make(scope: string): Promise<{ id: string; token: string }> {
    return (await ask('POST', `${acme}/tokens`, { name: 'made', scope })).body;
  }

  function read(authorization: string): Promise<Answer> {
    return app.request('GET', acme, { headers: { authorization } });
  }

  async function scim(token: string): Promise<number> {
    return (await app.request('GET', '/scim/v2/acme/ServiceProviderConfig', { token })).status;
  }

  async function reasons(): Promise<string[]> {
    const { rows } = await app.pool.query(
      `select distinct after->>'reason' as reason from audit_event where kind = 'authentication.refused' order by 1`,
    );
    return rows.map(({ reason }) => reason);
  }

  // [method, path, what each credential gets]
  const everybody = ['platform', 'issued', 'admin', 'viewer', 'scim', 'claim', 'bad', 'unknown', 'none'] as const;
  const table: [string, string, number[]][] = [
    ['GET', '/api/v1/organizations', [200, 200, 403, 403, 403, 403, 401, 401, 401]],
    ['POST', '/api/v1/organizations', [400, 400, 403, 403, 403, 403, 401, 401, 401]],
    ['GET', acme, [200, 200, 200, 200, 403, 403, 401, 401, 401]],
    ['GET', rival, [200, 200, 404, 404, 403, 403, 401, 401, 401]],
    ['GET', '/api/v1/organizations/nowhere', [404, 404, 404, 404, 403, 403, 401, 401, 401]],
    ['PATCH', acme, [200, 200, 200, 403, 403, 403, 401, 401, 401]],
    ['PATCH', rival, [200, 200, 404, 404, 403, 403, 401, 401, 401]],
    ['GET', `${acme}/tokens`, [200, 200, 200, 403, 403, 403, 401, 401, 401]],
    ['GET', `${rival}/tokens`, [200, 200, 404, 404, 403, 403, 401, 401, 401]],
    ['GET', `${acme}/oauth-clients`, [200, 200, 200, 200, 403, 403, 401, 401, 401]],
    ['POST', `${acme}/tokens`, [400, 400, 400, 403, 403, 403, 401, 401, 401]],
    ['GET', '/api/v1/tokens', [200, 200, 403, 403, 403, 403, 401, 401, 401]],
    ['GET', `${acme}/no-such-route`, [404, 404, 404, 404, 403, 403, 401, 401, 401]],
    ['GET', '/api/v1/no-such-route', [404, 404, 404, 404, 404, 404, 401, 401, 401]],
    ['PUT', acme, [405, 405, 405, 405, 403, 403, 401, 401, 401]],
    ['GET', '/scim/v2/acme/ServiceProviderConfig', [403, 403, 403, 403, 200, 403, 401, 401, 401]],
    ['GET', '/scim/v2/rival/ServiceProviderConfig', [403, 403, 403, 403, 401, 403, 401, 401, 401]],
    ['GET', '/scim/v2/nowhere/Users', [403, 403, 403, 403, 401, 403, 401, 401, 401]],
    ['POST', '/scim/v2/acme/Users', [403, 403, 403, 403, 400, 403, 401, 401, 401]],
  ];

  it.each(table)('%s %s', async (method, path, expected) => {
    const statuses: number[] = [];
    for (const name of everybody) {
      const token = tokens[name];
      const body = method === 'GET' ? {} : { body: {} };
      const answer = await app.request(method, path, { ...body, ...(token === undefined ? {} : { token }) });
      statuses.push(answer.status);
      expect(answer.headers.get('www-authenticate')).toBe(answer.status === 401 ? 'Bearer' : null);
      const kind = path.startsWith('/scim/') ? 'application/scim+json' : 'application/problem+json';
      if (answer.status >= 400) expect(answer.headers.get('content-type')).toContain(kind);
    }
    expect(statuses).toEqual(expected);
  });

  it('takes the scheme in any case, and only a bearer', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR ']) {
      expect((await read(`${scheme} ${tokens['admin']}`)).status).toBe(200);
    }
    for (const scheme of ['Basic', 'Token', '']) expect((await read(`${scheme} ${tokens['admin']}`)).status).toBe(401);
    expect((await read(`Bearer ${tokens['admin']} ${tokens['admin']}`)).status).toBe(401);
  });

  it.each(['/%61pi/v1/organizations', '/api/%761/organizations', '/api/v1/organizations/', '/scim/v2/acme/%55sers'])(
    'cannot be passed by another spelling: %s',
    async (path) => {
      expect((await app.request('GET', path)).status).toBe(401);
    },
  );

  it.each(['/health/live', '/openapi.json', '/no-such-page'])('is open at %s', async (path) => {
    expect((await app.request('GET', path)).status).not.toBe(401);
  });

  it('answers before the body has come', async () => {
    const answered = new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': 1_000_000 };
      const sending = httpRequest(`${app.url}/api/v1/organizations`, { method: 'POST', headers });
      sending.once('response', ({ statusCode }) => {
        resolve(statusCode);
        sending.destroy();
      });
      sending.once('error', reject);
      sending.write('{');
    });
    expect(await answered).toBe(401);
    expect((await app.request('POST', acme, { body: '{"broken' })).status).toBe(401);
  });

  it('closes SCIM when directory sync is off, and only SCIM', async () => {
    const { token } = await make('scim');
    expect(await scim(token)).toBe(200);
    await ask('PATCH', acme, { directorySync: { enabled: false } });
    for (const path of ['ServiceProviderConfig', 'Users', 'Schemas', 'NoSuchThing']) {
      const answer = await app.request('GET', `/scim/v2/acme/${path}`, { token });
      expect([answer.status, answer.body.detail]).toEqual([403, expect.stringMatching(/switched off/)]);
    }
    expect((await app.request('POST', '/scim/v2/acme/Users', { token, body: '{"broken' })).status).toBe(403);
    expect((await ask('GET', acme, undefined, tokens['admin'])).status).toBe(200);
    await ask('PATCH', acme, { directorySync: { enabled: true } });
    expect(await scim(token)).toBe(200);
  });

  it('keeps the reasons in the audit trail, once a minute each', async () => {
    const { id, token } = await make('scim');
    await ask('DELETE', `${acme}/tokens/${id}`);
    for (let again = 0; again < 3; again += 1) await scim(token);
    expect(await reasons()).toEqual(['malformed', 'revoked', 'unknown', 'wrong-organization', 'wrong-scope']);
    const { rows } = await app.pool.query(
      `select count(*)::int as rows from audit_event where kind = 'authentication.refused'
       and after->>'reason' = 'malformed' and after->>'organization' = 'acme'`,
    );
    expect(rows[0].rows).toBe(1);
    const seen = await app.pool.query(`select row_to_json(audit_event)::text as text from audit_event`);
    for (const { text } of seen.rows)
      for (const token of Object.values(tokens)) {
        if (token !== 'nonsense') expect(text).not.toContain(token);
      }
  });
});
