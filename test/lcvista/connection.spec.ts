import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Firm, startWorld, type World } from './compliance-world.js';

const apiKey = '0123456789abcdef0123456789abcdef01234567';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

beforeEach(() => world.clearSite());

interface Check {
  ok: boolean;
  steps: { step: string; ok: boolean; detail: string }[];
}

describe('the LCVista connection', () => {
  it('is set with defaults, shown without its key, changed, and removed', async () => {
    const firm = await Firm.create(world, null);
    expect((await firm.call('GET', '/lcvista')).body).toMatchObject({ status: 404, code: 'lcvista-not-connected' });
    expect((await firm.call('POST', '/lcvista/check')).status).toBe(404);
    const withField = await firm.call('POST', '/lcvista/check', { deep: true });
    expect([withField.status, withField.body.errors]).toEqual([
      400,
      [{ field: 'deep', message: 'is not a known field' }],
    ]);
    const set = await firm.call('PUT', '/lcvista', { siteUrl: `${world.site.url}/`, apiKey });
    const shown = {
      siteUrl: world.site.url,
      apiKey: '…4567',
      catalog: 'LumiQ',
      assignment: 'groups',
      shrinkLimitPercent: 20,
      wireProfile: {},
      nextSyncAt: '2026-03-03T06:00:00.000Z',
      connectedAt: '2026-03-02T15:00:00.000Z',
    };
    expect([set.status, set.body]).toEqual([200, shown]);
    const changed = { siteUrl: world.site.url, catalog: 'Other', wireProfile: { person: { email: 'mail' } } };
    expect((await firm.call('PUT', '/lcvista', changed)).body).toEqual({ ...shown, ...changed });
    const { rows } = await world.app.pool.query<{ text: string }>(
      `select (select string_agg(to_jsonb(c)::text, ' ') from lcvista_connection c where organization_id = $1)
           || (select string_agg(to_jsonb(a)::text, ' ') from audit_event a where organization_id = $1) as text`,
      [firm.id],
    );
    expect(rows[0]?.text).toContain('lcvista-connection.changed');
    expect(rows[0]?.text).not.toContain(apiKey);
    expect((await firm.call('DELETE', '/lcvista')).status).toBe(204);
    expect((await firm.call('DELETE', '/lcvista')).status).toBe(404);
  });

  it('refuses what cannot be a site, a key or a setting, naming the field, and keeps what there was', async () => {
    const firm = await Firm.create(world);
    const usual = { siteUrl: world.site.url, apiKey };
    const cases: [object, string][] = [
      [{ ...usual, siteUrl: 'http://acme.lcvista.com' }, 'siteUrl'],
      [{ ...usual, siteUrl: 'https://acme.lcvista.com.evil.test' }, 'siteUrl'],
      [{ ...usual, siteUrl: 'https://169.254.169.254' }, 'siteUrl'],
      [{ ...usual, siteUrl: 'http://127.0.0.1:1' }, 'siteUrl'],
      [{ ...usual, siteUrl: 'https://user:pass@acme.lcvista.com' }, 'siteUrl'],
      [{ ...usual, siteUrl: 'https://acme.lcvista.com/path' }, 'siteUrl'],
      [{ ...usual, siteUrl: 17 }, 'siteUrl'],
      [{ apiKey }, 'siteUrl'],
      [{ siteUrl: 'https://other.lcvista.com' }, 'apiKey'],
      [{ ...usual, apiKey: 'two words' }, 'apiKey'],
      [{ ...usual, apiKey: '…4567' }, 'apiKey'],
      [{ ...usual, apiKey: null }, 'apiKey'],
      [{ ...usual, catalog: ' ' }, 'catalog'],
      [{ ...usual, assignment: 'some' }, 'assignment'],
      [{ ...usual, shrinkLimitPercent: 101 }, 'shrinkLimitPercent'],
      [{ ...usual, shrinkLimitPercent: '20' }, 'shrinkLimitPercent'],
      [{ ...usual, wireProfile: { person: { mail: 'x' } } }, 'wireProfile.person.mail'],
      [{ ...usual, wireProfile: [] }, 'wireProfile'],
      [{ ...usual, more: true }, 'more'],
    ];
    const before = (await firm.call('GET', '/lcvista')).body as unknown;
    for (const [body, field] of cases) {
      const answer = await firm.call('PUT', '/lcvista', body);
      const { errors } = answer.body as { errors: { field: string }[] };
      expect([body, answer.status, errors[0]?.field]).toEqual([body, 400, field]);
    }
    expect((await firm.call('GET', '/lcvista')).body).toEqual(before);
  });

  it('is checked step by step, and the check changes nothing', async () => {
    const firm = await Firm.create(world);
    world.person('jane@acme.test');
    const good = (await firm.call('POST', '/lcvista/check')).body as Check;
    expect(good.ok).toBe(true);
    expect(good.steps.map(({ step }) => step)).toEqual([
      'reach',
      'authenticate',
      'read-people',
      'find-catalog',
      'read-assignment',
    ]);
    world.site.catalogs = [];
    world.site.addCatalog('Elsewhere', [3]);
    const bad = (await firm.call('POST', '/lcvista/check')).body as Check;
    expect(bad.steps.map(({ ok }) => ok)).toEqual([true, true, true, false, false]);
    expect(bad.steps[3]?.detail).toContain('"Elsewhere"');
    const { rows } = await world.app.pool.query('select from lcvista_user where organization_id = $1', [firm.id]);
    expect(rows).toEqual([]);
  });

  it('first set after today’s sync time has missed nothing, and keeps its morning when it is changed', async () => {
    const toronto = { timezone: 'America/Toronto', syncTime: '06:00' };
    const firm = await Firm.create(world, {}, toronto);
    const next = ((await firm.call('GET', '/lcvista')).body as { nextSyncAt: string }).nextSyncAt;
    expect(next).toBe('2026-03-03T11:00:00.000Z');
    world.clock.tomorrow();
    const changed = await firm.call('PUT', '/lcvista', { siteUrl: world.site.url, shrinkLimitPercent: 50 });
    expect((changed.body as { nextSyncAt: string }).nextSyncAt).toBe(next);
  });
});
