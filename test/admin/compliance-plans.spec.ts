import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DiagnosisFactsRepository } from '../../src/admin/diagnosis/diagnosis-facts.repository.js';
import { UnmappedViewRepository } from '../../src/admin/unmapped/unmapped-view.repository.js';
import type { TenantScope } from '../../src/database/scope.js';
import { RemappingRepository } from '../../src/lcvista/remapping/remapping.repository.js';
import { scannedTablesOf } from '../support/scanned-tables.js';
import { AdminHouse } from './admin-house.js';

const people = 20_000;
let house: AdminHouse;
let large: string;

beforeAll(async () => {
  house = await AdminHouse.open();
  large = await house.organization('large');
  await house.connect(large, '2026-01-01T06:00:00Z');
  await house.rows(
    `insert into lcvista_user (organization_id, id, email, email_key, is_active, assigned, unmapped_reason, unmapped_since)
     select $1, n::text, 'p' || n || '@x.test', 'p' || n || '@x.test', true, true, 'no-member', now()
       from generate_series(1, $2::int) n`,
    [large, people],
  );
  await house.rows(
    `insert into member (organization_id, user_name, user_name_key, name, name_key, email, email_key, email_keys, resource,
       compare)
     select $1, 'u' || n, 'u' || n, 'N', 'n', 'p' || n || '@x.test', 'p' || n || '@x.test', array['p' || n || '@x.test'],
       '{}', '{}' from generate_series(1, $2::int) n`,
    [large, people],
  );
  await house.rows(`insert into unmapped_count values ($1, 'no-member', $2)`, [large, people]);
  await house.rows(`delete from moved_address where email_key <> 'p7@x.test'`);
  await house.rows('analyze member, lcvista_user, moved_address, mapping');
});

afterAll(() => house.close());

/** The large tables that statements read from end to end. */
async function scannedBy(work: (scope: TenantScope) => Promise<unknown>): Promise<string[]> {
  const scanned = await scannedTablesOf(house.app.pool, large, work);
  return scanned.filter((table) => ['member', 'lcvista_user', 'user_profile'].includes(table));
}

describe('of a large organization', () => {
  it('what no index helps with is told', async () => {
    const everybody = `select from lcvista_user where organization_id = $1 and email like '%x%'`;
    expect(await scannedBy((scope) => scope.query(everybody))).toEqual(['lcvista_user']);
  });

  it.each<[string, (scope: TenantScope) => Promise<unknown>]>([
    [
      'the members of a diagnosis',
      (scope) => {
        const key = 'p77@x.test';
        return new DiagnosisFactsRepository().members(scope, {
          emailKey: key,
          compareKey: key,
          base: 'p77',
          appearance: key,
        });
      },
    ],
    [
      'the LCVista users of a diagnosis',
      (scope) => {
        const key = 'p77@x.test';
        const keys = { emailKey: key, compareKey: key, base: 'p77', appearance: key };
        return new DiagnosisFactsRepository().people(scope, keys, ['other@x.test'], ['77']);
      },
    ],
    ['a page of the review queue', (scope) => new UnmappedViewRepository().page(scope, { limit: 50 })],
    ['the length of the review queue', (scope) => new UnmappedViewRepository().count(scope, { limit: 50 })],
    [
      'what an upload of mappings asks for',
      (scope) =>
        new RemappingRepository().findFacts(scope, [{ memberId: null, emailKey: 'p77@x.test', lcvistaUserId: '77' }]),
    ],
  ])('%s come by index', async (_, work) => {
    expect(await scannedBy(work)).toEqual([]);
  });
});
