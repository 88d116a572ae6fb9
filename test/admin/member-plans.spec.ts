import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SearchedTexts } from '../../src/admin/members/searched-texts.js';
import { Database } from '../../src/database/database.js';
import { MemberViewRepository } from '../../src/admin/members/member-view.repository.js';
import type { MemberQuery } from '../../src/admin/members/member-query.dto.js';
import { ClaimRepository } from '../../src/membership/claim.repository.js';
import { measuredIn } from '../lcvista/mapping/measuring-scope.js';
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
  // Also puts what waits to be indexed into the index of the searched text.
  await house.rows('vacuum (analyze) member, member_search');
});

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

  it.each([{}, { sort: 'email' as const }, { compliance: 'unmapped' as const }, { access: ['removed' as const] }])(
    'searches with %j by the index of the searched text',
    async (query) => {
      const scanned = await scannedTablesOf(house.app.pool, large, (scope) =>
        new MemberViewRepository().countedPage(scope, { sort: 'name', limit: 50, q: 'large19999', ...query }, []),
      );
      expect(scanned.filter((table) => table.startsWith('member'))).toEqual([]);
    },
  );

  it('does not ask that index for what everybody has', async () => {
    const sample = await house.app.app.get(SearchedTexts).sample();
    expect(sample.length).toBeGreaterThan(50);
    expect(await indexesAskedFor('@x.test', [])).toContain('member_search_keys_idx');
    expect(await indexesAskedFor('@x.test', sample)).not.toContain('member_search_keys_idx');
  });
});

describe('a search', () => {
  it.each([
    'large19999@x.test',
    'LARGE1@x',
    'n77 large77@x.test',
    'large7@x.testing',
    '7@x.test',
    'x.test',
    'x@x',
    '%@x',
    '9@',
  ])('by %s finds the same, whatever is known of the texts', async (q) => {
    const scope = house.app.app.get(Database).tenant(large);
    const sample = await house.app.app.get(SearchedTexts).sample();
    const query = { sort: 'name' as const, limit: 50, q };
    const repository = new MemberViewRepository();
    const [blind, knowing, byEmail] = await Promise.all([
      repository.countedPage(scope, query, []),
      repository.countedPage(scope, query, sample),
      repository.countedPage(scope, { ...query, sort: 'email' }, sample),
    ]);
    expect(knowing).toEqual(blind);
    expect(byEmail.total).toBe(blind.total);
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
    new MemberViewRepository().page(scope, { sort: 'name', limit: 50, ...query }),
  );
}

async function indexesAskedFor(q: string, sample: readonly string[]): Promise<string[]> {
  const measured = await measuredIn(house.app.pool, large, (scope) =>
    new MemberViewRepository().countedPage(scope, { sort: 'name', limit: 50, q }, sample),
  );
  return measured.flatMap(({ indexes }) => indexes);
}
