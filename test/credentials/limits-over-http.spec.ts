import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeSecret } from '../../src/credentials/tokens/token-format.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

Logger.overrideLogger(false);

const acme = '/api/v1/organizations/acme';

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
    const tries = async (token: string, count: number): Promise<Record<number, number>> => {
      const answers = await Promise.all(Array.from({ length: count }, () => app.request('GET', acme, { token })));
      const counts: Record<number, number> = {};
      for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
      return counts;
    };
    expect(await tries(guess, 65)).toEqual({ 401: 60, 429: 5 });
    expect(await tries(another, 1)).toEqual({ 401: 1 });
    expect(await tries('nonsense', 240)).toEqual({ 401: 234, 429: 6 });
    const refused = await app.request('GET', '/scim/v2/acme/Users', { token: another });
    expect([refused.status, refused.body.status]).toEqual([429, '429']);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(await tries(good, 3)).toEqual({ 200: 3 });
    expect((await app.request('GET', acme)).status).toBe(401);
  });

  it('hold one organization back, and not the others', async () => {
    const [mine, theirs] = [await make('acme', 'scim'), await make('rival', 'scim')];
    const many = await Promise.all(
      Array.from({ length: 400 }, () => app.request('GET', '/scim/v2/acme/ServiceProviderConfig', { token: mine })),
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
