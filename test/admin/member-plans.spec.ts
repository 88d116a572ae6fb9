import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { MemberViewRepository } from '../../src/admin/members/member-view.repository.js';
import type { MemberQuery } from '../../src/admin/members/member-query.dto.js';
import { ClaimRepository } from '../../src/membership/claim.repository.js';
import { type Measured, measuredIn } from '../support/measuring-scope.js';
import { scannedTables, scannedTablesOf } from '../support/scanned-tables.js';
import { AdminHouse } from './admin-house.js';

const people = 20_000;
let house: AdminHouse;
let large: string;

/** Enough rows, in two organizations, that PostgreSQL would rather use an index than read them all. */
beforeAll(async () => {
  house = await AdminHouse.open();
  for (const slug of ['other', 'large']) {
    large = await house.organization(slug);
    await house.rows(
      `insert into member (organization_id, user_name, user_name_key, external_id, name, name_key, email, email_key,
         email_keys, resource, compare)
       select $1, 'u' || n, 'u' || n, $3 || n, 'N' || n, 'n' || n, $3 || n || '@x.test', $3 || n || '@x.test',
         array[$3 || n || '@x.test'], '{}', '{}' from generate_series(1, $2::int) n`,
      [large, people, slug],
    );
  }
  // Also puts what waits to be indexed into `member_search_keys_idx`.
  await house.rows('vacuum (analyze) member, member_search');
}, 60_000);

afterAll(() => house.close());

describe('the member list', () => {
  it('would be told of if it read everybody', async () => {
    const everybody = `select from member where organization_id = $1 and resource <> '{}'`;
    expect(await scannedTablesOf(house.app.pool, large, (scope) => scope.query(everybody))).toContain('member');
  });

  it('reads its first page by the index of its order', async () => {
    expect(await ofPage({})).not.toContain('member');
    expect(await ofPage({ access: ['removed'] })).not.toContain('member');
  });
});

describe('a search', () => {
  it.each([{}, { sort: 'email' as const }, { compliance: 'unmapped' as const }, { access: ['invited' as const] }])(
    'with %j goes by the index of its table',
    async (query) => {
      const [search] = await searching({ q: 'large19999', ...query });
      expect(search?.scanned).toEqual([]);
      expect(search?.indexes).toContain('member_search_keys_idx');
      expect(search?.rows).toBeLessThan(people / 10);
    },
  );

  it('of a whole table goes by it, too', async () => {
    const { text, values } = new MemberViewRepository().all({ sort: 'name', limit: 50, q: 'large1999' }, []);
    const [search] = await measuredIn(house.app.pool, large, (scope) => scope.query(text, values));
    expect(search?.scanned).toEqual([]);
    expect(search?.indexes).toContain('member_search_keys_idx');
    expect(search?.rows).toBeLessThan(people / 10);
  });

  it('does not ask that index for what everybody has', async () => {
    const sample = await new MemberViewRepository().searchedTexts(house.app.app.get(Database).tenant(large));
    expect(sample).toHaveLength(100);
    const [[blind], [knowing]] = await Promise.all([searching({ q: '@x.test' }), searching({ q: '@x.test' }, sample)]);
    expect(blind?.indexes).toContain('member_search_keys_idx');
    expect(knowing?.indexes).not.toContain('member_search_keys_idx');
  });

  it.each(['strauß', 'large1straß', 'aß', 'le\u0301', 'lárgé1'.normalize('NFD'), 'x.test ß'])(
    'works the pieces of no row out, when what was typed can mean two keys: %s',
    async (q) => {
      const sample = await new MemberViewRepository().searchedTexts(house.app.app.get(Database).tenant(large));
      for (const known of [[], sample]) {
        for (const sort of ['name', 'email'] as const) {
          const [search] = await searching({ q, sort }, known);
          expect(search?.filters.join()).toContain('strpos');
          expect(search?.filters.join()).not.toContain('search_keys');
        }
      }
    },
  );

  it.each([
    ['large19999@x.test', 1],
    ['LARGE1@x', 1],
    ['n77 large77@x.test', 1],
    ['large7@x.testing', 0],
    ['7@x.test', people / 10],
    ['x.test', people],
    ['x@x', 0],
    ['%@x', 0],
    ['9@', people / 10],
  ])('by %s finds all of %i, whatever is known of the texts', async (q, total) => {
    const scope = house.app.app.get(Database).tenant(large);
    const repository = new MemberViewRepository();
    const query = { sort: 'name' as const, limit: 50, q };
    const sample = await repository.searchedTexts(scope);
    const [blind, knowing, byEmail] = await Promise.all([
      repository.page(scope, query, []),
      repository.page(scope, query, sample),
      repository.page(scope, { ...query, sort: 'email' }, sample),
    ]);
    expect(knowing).toEqual(blind);
    expect([blind.total, byEmail.total]).toEqual([total, total]);
  });
});

describe('a claim', () => {
  const person = {
    issuer: 'https://login.example',
    subject: 's',
    displayName: 'S',
    email: 'large7@x.test',
    emailKey: 'large7@x.test',
    externalId: 'large7',
  };

  it.each([['large'], [null]])('looks for the person in organization %j by indexes', async (organization) => {
    const nobody = { user: null, organizationExists: true, candidates: [] };
    const scanned = await scannedTables(
      house.app.pool,
      (scope) => new ClaimRepository().load(scope, 'production', person, organization),
      [nobody],
    );
    expect(scanned).not.toContain('member');
  });
});

function ofPage(query: Partial<MemberQuery>): Promise<string[]> {
  return scannedTablesOf(house.app.pool, large, (scope) =>
    new MemberViewRepository().page(scope, { sort: 'name', limit: 50, ...query }, []),
  );
}

function searching(query: Partial<MemberQuery>, sample: readonly string[] = []): Promise<readonly Measured[]> {
  return measuredIn(house.app.pool, large, (scope) =>
    new MemberViewRepository().page(scope, { sort: 'name', limit: 50, ...query }, sample),
  );
}
