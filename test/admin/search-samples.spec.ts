import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { MemberQuery } from '../../src/admin/members/member-query.dto.js';
import { MemberViews } from '../../src/admin/members/member-views.service.js';
import { sampleSize, SearchSamples } from '../../src/admin/members/search-samples.js';
import { Database } from '../../src/database/database.js';
import type { TenantScope } from '../../src/database/scope.js';
import { SettableClock } from '../support/settable-clock.js';
import { AdminHouse } from './admin-house.js';

const texts = Array.from({ length: sampleSize }, (_, at) => `text ${at}`);
const minute = 60_000;

describe('samples of the searched texts', () => {
  it('are kept for ten minutes', () => {
    const samples = new SearchSamples();
    samples.set('one', texts, 0);
    expect(samples.get('one', 10 * minute - 1)).toBe(texts);
    expect(samples.get('one', 10 * minute)).toBeUndefined();
    expect(samples.get('other', 0)).toBeUndefined();
  });

  it('are not kept of an organization that has not so many members yet', () => {
    const samples = new SearchSamples();
    samples.set('one', texts.slice(1), 0);
    expect(samples.get('one', 0)).toBeUndefined();
  });

  it('are kept of two hundred organizations, those that were read last', () => {
    const samples = new SearchSamples();
    for (let at = 0; at < 200; at += 1) samples.set(`${at}`, texts, 0);
    samples.set('0', texts, 1);
    samples.set('one more', texts, 1);
    const kept = ['0', '1', '2', 'one more'].filter((one) => samples.get(one, 1) !== undefined);
    expect(kept).toEqual(['0', '2', 'one more']);
  });
});

describe('the member list asks the database', () => {
  const clock = new SettableClock('2026-11-20T06:00:00Z');
  const organizationId = randomUUID();
  let house: AdminHouse;
  let views: MemberViews;
  let asked: number;

  beforeAll(async () => {
    house = await AdminHouse.open();
    const database = house.app.app.get(Database);
    views = house.app.app.get(MemberViews, { strict: false });
    Object.assign(views, { clock, database: { tenant: (id: string) => counting(database.tenant(id)) } });
  });

  afterAll(() => house.close());

  /** The same scope, which counts what it is asked. */
  function counting(scope: TenantScope): TenantScope {
    const query: TenantScope['query'] = (statement, values) => {
      asked += 1;
      return scope.query(statement, values);
    };
    return Object.assign(Object.create(scope) as TenantScope, { query });
  }

  async function askedFor(id: string, query: Partial<MemberQuery>): Promise<number> {
    asked = 0;
    await views.page(id, { sort: 'name', limit: 50, ...query });
    return asked;
  }

  it('once for a page, with its total', async () => {
    expect(await askedFor(organizationId, {})).toBe(1);
    expect(await askedFor(organizationId, { access: ['removed'], sort: 'email' })).toBe(1);
    expect(await askedFor(organizationId, { compliance: 'unmapped' })).toBe(1);
  });

  it('once for a search, but for the first in ten minutes', async () => {
    const large = await house.organization('large');
    await house.rows(
      `insert into member (organization_id, user_name, user_name_key, name, name_key, resource, compare)
       select $1, 'u' || n, 'u' || n, 'N' || n, 'n' || n, '{}', '{}' from generate_series(1, $2::int) n`,
      [large, sampleSize],
    );
    expect(await askedFor(large, { q: 'n77' })).toBe(2);
    expect(await askedFor(large, { q: 'n78', sort: 'email' })).toBe(1);
    clock.forward(10 * minute);
    expect(await askedFor(large, { q: 'n77' })).toBe(2);
  });

  it('twice for a search of an organization that may grow', async () => {
    const small = await house.organization('small');
    expect(await askedFor(small, { q: 'n77' })).toBe(2);
    expect(await askedFor(small, { q: 'n77' })).toBe(2);
  });
});
