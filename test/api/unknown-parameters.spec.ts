import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AdminHouse } from '../admin/admin-house.js';
import { routesOf } from './documented-routes.js';

let house: AdminHouse;

beforeAll(async () => {
  house = await AdminHouse.open();
  await house.organization('acme');
});

afterAll(() => house.close());

describe('a parameter that a route does not know', () => {
  it('is refused by name on every route of the API, whether it takes others or none', async () => {
    const routes = routesOf((await house.app.request('GET', '/openapi.json')).body);
    const found: Record<string, unknown> = {};
    for (const { name, method, path, operation } of routes.filter((route) => route.path.startsWith('/api/v1/'))) {
      const filled = path.replace('{slug}', 'acme').replace(/\{\w+\}/g, '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01');
      const csv = path.endsWith('/import') ? { headers: { 'content-type': 'text/csv' }, body: '' } : { body: {} };
      const answer = await house.app.request(method, `${filled}?zz=1&__proto__=2`, {
        token: house.app.platformToken,
        ...(operation.requestBody === undefined ? {} : csv),
      });
      const named = (answer.body?.errors ?? []).map(({ field }: { field: string }) => field);
      found[name] = [answer.status, named.includes('zz')];
    }
    expect(Object.keys(found).length).toBeGreaterThan(50);
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, [400, true]])));
  });

  it('is told only to those who may use the route', async () => {
    const viewer = await house.token('acme', 'viewer');
    const refused = await house.send('POST', 'acme', 'sync-runs?zz=1', { token: viewer, body: {} });
    expect(refused.status).toBe(403);
    expect((await house.get('other', 'overview?zz=1', { token: viewer })).status).toBe(404);
  });
});
