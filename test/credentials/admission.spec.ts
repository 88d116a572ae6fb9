import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SettableClock } from '../support/settable-clock.js';
import { request as httpRequest } from 'node:http';
import type { Answer } from '../support/http-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { makeSecret } from '../../src/credentials/tokens/token-format.js';

Logger.overrideLogger(false);

const acme = '/api/v1/organizations/acme';
const rival = '/api/v1/organizations/rival';

describe('the front door', () => {
  const clock = new SettableClock('2026-03-01T10:00:00Z');
  const tokens: Record<string, string> = {};
  let app: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ clock });
    other = await startTestApp({ clock, database: app.database, encryptionKey: app.encryptionKey });
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
    await other.stop();
    await app.stop();
  });

  function ask(method: string, path: string, body?: unknown, token = app.platformToken): Promise<Answer> {
    return app.request(method, path, { token, ...(body === undefined ? {} : { body }) });
  }

  async function make(scope: string, more: object = {}): Promise<{ id: string; token: string }> {
    return (await ask('POST', `${acme}/tokens`, { name: 'made', scope, ...more })).body;
  }

  async function scim(token: string, at = app): Promise<number> {
    return (await at.request('GET', '/scim/v2/acme/ServiceProviderConfig', { token })).status;
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
    const read = (authorization: string): Promise<Answer> => app.request('GET', acme, { headers: { authorization } });
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

  it('ends a token at its time', async () => {
    const { token } = await make('scim', { expiresAt: '2026-03-01T12:30:00+02:00' });
    clock.forward(29 * 60_000 + 59_999);
    expect(await scim(token)).toBe(200);
    clock.forward(1);
    expect(await scim(token)).toBe(401);
  });

  it.each(['2026-03-01T09:00:00Z', '2027-01-01', '2027-01-01T00:00:00', '2027-02-30T00:00:00Z', 'soon', 5, ''])(
    'refuses a token that would end %j',
    async (expiresAt) => {
      const answer = await ask('POST', `${acme}/tokens`, { name: 'x', scope: 'scim', expiresAt });
      expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, 'expiresAt']);
    },
  );

  it('notices a revocation in every process within a second', async () => {
    const { id, token } = await make('scim');
    expect([await scim(token), await scim(token, other)]).toEqual([200, 200]);
    expect((await ask('DELETE', `${acme}/tokens/${id}`)).status).toBe(204);
    const revoked = performance.now();
    expect(await scim(token)).toBe(401);
    while ((await scim(token, other)) !== 401) expect(performance.now() - revoked).toBeLessThan(1_000);
    expect((await ask('DELETE', `${acme}/tokens/${id}`)).status).toBe(404);
    expect((await ask('POST', `${acme}/tokens/${id}/rotate`, {})).status).toBe(404);
  });

  it('rotates with an overlap', async () => {
    const expiresAt = new Date(clock.now().getTime() + 86_400_000).toISOString();
    const old = await make('scim', { expiresAt });
    clock.forward(3_600_000);
    const rotated = await ask('POST', `${acme}/tokens/${old.id}/rotate`, { overlapSeconds: 600 });
    expect(rotated.status).toBe(201);
    const expected = new Date(clock.now().getTime() + 86_400_000).toISOString();
    expect(rotated.body).toMatchObject({ name: 'made', scope: 'scim', expiresAt: expected, lastUsedAt: null });
    expect([await scim(old.token), await scim(rotated.body.token)]).toEqual([200, 200]);
    clock.forward(600_000);
    expect([await scim(old.token), await scim(rotated.body.token)]).toEqual([401, 200]);
  });

  it('rotates without an overlap, and never makes the old token live longer', async () => {
    const plain = await make('scim');
    expect((await ask('POST', `${acme}/tokens/${plain.id}/rotate`)).status).toBe(201);
    expect(await scim(plain.token)).toBe(401);
    const short = await make('scim', { expiresAt: new Date(clock.now().getTime() + 60_000).toISOString() });
    await ask('POST', `${acme}/tokens/${short.id}/rotate`, { overlapSeconds: 3_600 });
    clock.forward(60_000);
    expect(await scim(short.token)).toBe(401);
  });

  it.each([
    { overlapSeconds: -1 },
    { overlapSeconds: 1.5 },
    { overlapSeconds: '60' },
    { overlapSeconds: null },
    { x: 1 },
  ])('refuses to rotate with %j', async (body) => {
    const { id } = await make('scim');
    expect((await ask('POST', `${acme}/tokens/${id}/rotate`, body)).status).toBe(400);
  });

  it("keeps each owner's tokens apart", async () => {
    const { id } = await make('scim');
    for (const tokensOf of [`${rival}/tokens`, '/api/v1/tokens']) {
      expect((await ask('DELETE', `${tokensOf}/${id}`)).status).toBe(404);
      expect((await ask('POST', `${tokensOf}/${id}/rotate`, {})).status).toBe(404);
    }
    for (const id of ['x', '00000000-0000-0000-0000-000000000000', '%00', "'"]) {
      expect((await ask('DELETE', `${acme}/tokens/${id}`)).status).toBe(404);
    }
  });

  it.each([
    [acme, { name: 'x', scope: 'platform' }],
    [acme, { name: 'x', scope: 'claim' }],
    [acme, { name: 'x' }],
    [acme, { scope: 'scim' }],
    [acme, { name: '', scope: 'scim' }],
    [acme, { name: 'x', scope: 'scim', environment: 'production' }],
    ['/api/v1', { name: 'x', scope: 'admin' }],
    ['/api/v1', { name: 'x', scope: 'claim' }],
    ['/api/v1', { name: 'x', scope: 'claim', environment: 'test' }],
    ['/api/v1', { name: 'x', scope: 'platform', environment: 'production' }],
  ])('makes no token below %s of %j', async (place, body) => {
    expect((await ask('POST', `${place}/tokens`, body)).status).toBe(400);
  });

  it('makes platform and claim tokens of the installation, and lists them in pages', async () => {
    const made = await ask('POST', '/api/v1/tokens', { name: 'stage', scope: 'claim', environment: 'staging' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ scope: 'claim', environment: 'staging', lastUsedAt: null });
    expect(made.body.token).toMatch(/^mst_claim_stag_/);
    const names: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await ask('GET', `/api/v1/tokens?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      names.push(...page.body.items.map(({ name }: { name: string }) => name));
      expect(page.body.total).toBe(3);
      cursor = page.body.nextCursor;
    }
    expect(names).toEqual(expect.arrayContaining(['stage', 'second', 'login']));
    expect((await ask('DELETE', `/api/v1/tokens/${made.body.id}`)).status).toBe(204);
    expect((await ask('GET', '/api/v1/tokens')).body.total).toBe(2);
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

  it('writes the last use once a minute', async () => {
    const { id, token } = await make('scim');
    const lastUse = async (): Promise<string> => {
      const { items } = (await ask('GET', `${acme}/tokens?limit=200`)).body;
      return items.find((item: { id: string }) => item.id === id).lastUsedAt;
    };
    expect(await lastUse()).toBeNull();
    await scim(token);
    const first = clock.now().toISOString();
    expect(await lastUse()).toBe(first);
    clock.forward(59_000);
    await scim(token);
    expect(await lastUse()).toBe(first);
    clock.forward(1_000);
    await scim(token);
    expect(await lastUse()).toBe(clock.now().toISOString());
  });

  it('keeps the reasons in the audit trail, once a minute each', async () => {
    expect(await reasons()).toEqual(
      ['expired', 'malformed', 'revoked', 'unknown', 'wrong-organization', 'wrong-scope'].toSorted(),
    );
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

describe('limits', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ env: { RATE_LIMIT_PER_SECOND: '50' } });
    for (const slug of ['acme', 'rival']) {
      const body = { slug, name: slug };
      await app.request('POST', '/api/v1/organizations', { token: app.platformToken, body });
    }
  });

  afterAll(async () => {
    await app.stop();
  });

  async function make(slug: string, scope: string): Promise<string> {
    const body = { name: scope, scope };
    const path = `/api/v1/organizations/${slug}/tokens`;
    return (await app.request('POST', path, { token: app.platformToken, body })).body.token;
  }

  it('slow guessing down by the beginning of a token and by address; good tokens pass', async () => {
    const good = await make('acme', 'admin');
    const [guess, another] = [makeSecret('admin', 'production'), makeSecret('admin', 'production')];
    const tries = async (token: string, count: number): Promise<number[]> => {
      const statuses: number[] = [];
      for (let at = 0; at < count; at += 1) statuses.push((await app.request('GET', acme, { token })).status);
      return statuses;
    };
    const byPrefix = await tries(guess, 25);
    expect(byPrefix.indexOf(429)).toBe(20);
    expect(await tries(another, 1)).toEqual([401]);
    const byAddress = await tries('nonsense', 80);
    expect(byAddress.indexOf(429)).toBe(74);
    const refused = await app.request('GET', '/scim/v2/acme/Users', { token: another });
    expect([refused.status, refused.body.status]).toEqual([429, '429']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await tries(good, 3)).toEqual([200, 200, 200]);
    expect((await app.request('GET', acme)).status).toBe(401);
  });

  it('hold one organization back, and not the others', async () => {
    const [mine, theirs] = [await make('acme', 'scim'), await make('rival', 'scim')];
    const many = await Promise.all(
      Array.from({ length: 150 }, () => app.request('GET', '/scim/v2/acme/ServiceProviderConfig', { token: mine })),
    );
    const held = many.filter(({ status }) => status === 429);
    expect(many.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(50);
    expect(held.length).toBeGreaterThan(0);
    expect(held[0]?.headers.get('retry-after')).toBe('1');
    expect(held[0]?.body.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error']);
    const others = await app.request('GET', '/scim/v2/rival/ServiceProviderConfig', { token: theirs });
    expect(others.status).toBe(200);
  });
});
