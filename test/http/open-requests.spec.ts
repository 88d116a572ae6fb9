import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { request as send } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/test-app.js';

const answerWithinMs = 600;

describe('a request whose answer does not come', () => {
  let app: TestApp;
  const lines: string[] = [];

  beforeAll(async () => {
    app = await startTestApp({ answerWithinMs, byHand: ['people', 'history'], onLog: (line) => lines.push(line) });
    const body = { slug: 'acme', name: 'Acme' };
    await app.request('POST', '/api/v1/organizations', { token: app.platformToken, body });
  });

  afterAll(async () => {
    await app.stop();
  });

  /** While somebody else holds tables. */
  async function holding<T>(tables: string, work: () => Promise<T>): Promise<T> {
    const holder = new pg.Client({ connectionString: app.database.url });
    await holder.connect();
    try {
      await holder.query(`begin; lock table ${tables} in access exclusive mode`);
      return await work();
    } finally {
      await holder.end();
    }
  }

  it.each([
    ['GET', '/api/v1/organizations/acme/webhooks', 'webhook', 'application/problem+json; charset=utf-8'],
    ['GET', '/scim/v2/acme/Users', 'access_token', 'application/scim+json; charset=utf-8'],
  ])('is given up: %s %s', async (method, path, table, type) => {
    const scope = { name: 'Entra', scope: 'scim' };
    const made = await app.request('POST', '/api/v1/organizations/acme/tokens', {
      token: app.platformToken,
      body: scope,
    });
    const token = path.startsWith('/scim') ? made.body.token : app.platformToken;
    const begun = performance.now();
    const answer = await holding(table, () => app.request(method, path, { token }));
    expect(performance.now() - begun).toBeLessThan(answerWithinMs + 1_000);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.headers.get('content-type')).toBe(type);
    expect((await app.request(method, path, { token })).status).toBe(200);
  });

  it('calls nobody when its work fails afterwards', async () => {
    lines.length = 0;
    await holding('organization', async () => {
      const body = { slug: 'acme', name: 'Again' };
      const answer = await app.request('POST', '/api/v1/organizations', { token: app.platformToken, body });
      expect(answer.status).toBe(503);
    });
    const told = 'a request failed after it was given up';
    while (!lines.some((line) => line.includes(told))) await wait(20);
    expect(lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
  });

  it('is not one whose body comes slowly', async () => {
    const body = JSON.stringify({ slug: 'slow', name: 'Slow' });
    const { hostname, port } = new URL(app.url);
    const request = send({ hostname, port, method: 'POST', path: '/api/v1/organizations' });
    request.setHeader('authorization', `Bearer ${app.platformToken}`);
    request.setHeader('content-type', 'application/json');
    request.setHeader('content-length', body.length);
    request.write(body.slice(0, 5));
    await wait(answerWithinMs + 300);
    request.end(body.slice(5));
    const [response] = await once(request, 'response');
    expect((response as { statusCode: number }).statusCode).toBe(201);
    (response as NodeJS.ReadableStream).resume();
  });

  it('is not one whose answer has begun', async () => {
    await app.pool.query(`
      insert into member (organization_id, user_name, user_name_key, name, name_key, email_keys, active, resource, compare)
      select o.id, u, u, repeat('n', 200), u, '{}', true, '{}', '{}'
      from organization o, generate_series(1, 40000) n, lateral (select 'u' || n as u) named where o.slug = 'acme'`);
    // Else the rows might be sorted before the first of them is sent.
    await app.pool.query('analyze member');
    const headers = { authorization: `Bearer ${app.platformToken}`, accept: 'text/csv' };
    const { body } = await fetch(`${app.url}/api/v1/organizations/acme/members`, { headers });
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    let rows = 0;
    const read = async (): Promise<boolean> => {
      const { done, value } = await reader.read();
      rows += Buffer.from(value ?? []).filter((byte) => byte === 10).length;
      return !done;
    };
    await read();
    await wait(answerWithinMs + 300);
    while (await read());
    expect(rows).toBe(40_001);
  });
});
