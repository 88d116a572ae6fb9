import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/http-client.js';
import { SettableClock } from '../support/settable-clock.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

Logger.overrideLogger(false);

const acme = '/api/v1/organizations/acme';
const rival = '/api/v1/organizations/rival';

describe('the life of a token', () => {
  const clock = new SettableClock('2026-03-01T10:00:00Z');
  let app: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ clock });
    other = await startTestApp({ clock, database: app.database, encryptionKey: app.encryptionKey });
    for (const slug of ['acme', 'rival']) await ask('POST', '/api/v1/organizations', { slug, name: slug });
    const claim = { name: 'login', scope: 'claim', environment: 'production' };
    for (const body of [claim, { name: 'second', scope: 'platform' }]) await ask('POST', '/api/v1/tokens', body);
  });

  afterAll(async () => {
    await other.stop();
    await app.stop();
  });

  function ask(method: string, path: string, body?: unknown): Promise<Answer> {
    return app.request(method, path, { token: app.platformToken, ...(body === undefined ? {} : { body }) });
  }

  async function make(scope: string, more: object = {}): Promise<{ id: string; token: string }> {
    return (await ask('POST', `${acme}/tokens`, { name: 'made', scope, ...more })).body;
  }

  function rotate({ id }: { id: string }, overlapSeconds: number): Promise<Answer> {
    return ask('POST', `${acme}/tokens/${id}/rotate`, { overlapSeconds });
  }

  async function scim(token: string, at = app): Promise<number> {
    return (await at.request('GET', '/scim/v2/acme/ServiceProviderConfig', { token })).status;
  }

  it('ends a token at its time', async () => {
    const { token } = await make('scim', { expiresAt: '2026-03-01T12:30:00+02:00' });
    clock.forward(29 * 60_000 + 59_999);
    expect(await scim(token)).toBe(200);
    clock.forward(1);
    expect(await scim(token)).toBe(401);
  });

  it.each([
    '2026-03-01T09:00:00Z',
    '2027-01-01',
    '2027-01-01T00:00:00',
    '2027-02-30T00:00:00Z',
    '2027-01-01T23:59:60Z',
    '2027-01-01T00:00:00+99:99',
    '2027-01-01T25:00Z',
    'soon',
    5,
    '',
  ])('refuses a token that would end %j', async (expiresAt) => {
    const answer = await ask('POST', `${acme}/tokens`, { name: 'x', scope: 'scim', expiresAt });
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, 'expiresAt']);
  });

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

  it('rotates no token that has ended', async () => {
    const short = await make('scim', { expiresAt: new Date(clock.now().getTime() + 60_000).toISOString() });
    clock.forward(60_000);
    expect(await rotate(short, 0)).toMatchObject({ status: 409, body: { code: 'token-expired' } });
    const replaced = await make('scim');
    await rotate(replaced, 0);
    expect(await rotate(replaced, 0)).toMatchObject({ status: 409, body: { code: 'token-expired' } });
  });

  it('rotates once more within the overlap: the new one lives as long as the first was made to', async () => {
    const day = 86_400_000;
    const [endless, daily] = [
      await make('scim'),
      await make('scim', { expiresAt: new Date(clock.now().getTime() + day).toISOString() }),
    ];
    await rotate(endless, 600);
    await rotate(daily, 600);
    clock.forward(300_000);
    const again = [await rotate(endless, 600), await rotate(daily, 600)];
    const end = new Date(clock.now().getTime() + day).toISOString();
    expect(again.map(({ body }) => body.expiresAt)).toEqual([null, end]);
    expect(await scim(again[1]?.body.token)).toBe(200);
    clock.forward(300_000);
    expect([await scim(endless.token), await scim(daily.token)]).toEqual([401, 401]);
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

  it('says of what is missing that it is required', async () => {
    const { body } = await ask('POST', `${acme}/tokens`, {});
    const required = ['name', 'scope'].map((field) => ({ field, message: 'is required' }));
    expect(body.errors).toEqual(expect.arrayContaining(required));
    const organization = { slug: 'x', name: 'x', signIn: { issuer: 'https://login.example.com' } };
    const answer = await ask('POST', '/api/v1/organizations', organization);
    expect(answer.body.errors).toEqual([{ field: 'signIn.audience', message: 'is required' }]);
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
});
