import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DiagnosisFactsRepository } from '../../src/admin/diagnosis/diagnosis-facts.repository.js';
import { MappingViewRepository } from '../../src/admin/mappings/mapping-view.repository.js';
import type { MemberQuery } from '../../src/admin/members/member-query.dto.js';
import { MemberViewRepository } from '../../src/admin/members/member-view.repository.js';
import { OverviewRepository } from '../../src/admin/overview/overview.repository.js';
import { UnmappedViewRepository } from '../../src/admin/unmapped/unmapped-view.repository.js';
import type { TenantScope } from '../../src/database/scope.js';
import { ReviewQueueRepository } from '../../src/digest/review-queue.repository.js';
import { FormerSiteRepository } from '../../src/lcvista/connection/former-site.repository.js';
import { refreshReasons } from '../../src/lcvista/mapping/refresh-reasons.js';
import { IgnoreRepository } from '../../src/lcvista/review/ignore.repository.js';
import { settleReviewQueue } from '../../src/lcvista/review/settle-review-queue.js';
import { SuggestionRepository } from '../../src/lcvista/review/suggestion.repository.js';
import { measuredIn } from '../support/measuring-scope.js';
import { AdminHouse } from './admin-house.js';

const many = 20_000;
const few = 100;

let house: AdminHouse;
let large: string;
let small: string;

/** One in two waits in the queue, one in four is mapped; some pairs are kept apart, and some addresses have just moved. */
async function fill(slug: string, people: number): Promise<string> {
  const id = await house.organization(slug);
  await house.connect(id, '2026-01-01T06:00:00Z');
  await house.rows(
    `insert into lcvista_user (organization_id, id, email, email_key, is_active, assigned, unmapped_reason, unmapped_since)
     select $1, n::text, 'p' || n || '@x.test', 'p' || n || '@x.test', true, true,
            case when n % 2 = 0 then 'no-member' end, case when n % 2 = 0 then now() end from generate_series(1, $2::int) n`,
    [id, people],
  );
  await house.rows(`insert into unmapped_count values ($1, 'no-member', $2)`, [id, people / 2]);
  await house.rows(
    `insert into member (organization_id, user_name, user_name_key, name, name_key, email, email_key, email_keys, resource,
       compare)
     select $1, 'u' || n, 'u' || n, 'Name ' || n, 'name ' || n, 'p' || n || '@x.test', 'p' || n || '@x.test',
            array['p' || n || '@x.test'], '{}', '{}' from generate_series(1, $2::int) n`,
    [id, people],
  );
  await house.rows(
    `insert into mapping (organization_id, member_id, lcvista_user_id, origin, started_by)
     select $1, m.id, n::text, 'rule', 'test' from generate_series(1, $2::int, 4) n
       join member m on m.organization_id = $1 and m.email_key = 'p' || n || '@x.test'`,
    [id, people],
  );
  await house.rows(
    `insert into mapping_block (organization_id, member_id, lcvista_user_id, reason, blocked_by)
     select $1, m.id, (n + 1)::text, 'r', 'test' from generate_series(3, $2::int, 20) n
       join member m on m.organization_id = $1 and m.email_key = 'p' || n || '@x.test'`,
    [id, people],
  );
  await house.rows(`delete from moved_address where organization_id = $1 and right(email_key, 8) <> '7@x.test'`, [id]);
  return id;
}

beforeAll(async () => {
  house = await AdminHouse.open();
  large = await fill('large', many);
  small = await fill('small', few);
  await house.rows('vacuum analyze');
}, 60_000);

afterAll(() => house.close());

const key = 'p77@x.test';
const keys = { emailKey: key, compareKey: key, base: 'p77', appearance: key };
const sought = [{ lcvistaUserId: '78', emailKey: 'p78@x.test' }];
/** Everybody of the large firm has these trigrams in the name. */
const alike = [{ lcvistaUserId: '78', emailKey: 'name@x.test' }];
const tables = ['member', 'member_search', 'lcvista_user', 'mapping', 'mapping_block', 'moved_address'];
const change = { from: 'https://a.test', to: 'https://b.test', by: 'test', at: new Date() };

/** With nothing known of the texts, and with a sample of them. */
function searching(query: Partial<MemberQuery>): (scope: TenantScope) => Promise<unknown> {
  return async (scope) => {
    const repository = new MemberViewRepository();
    for (const sample of [[], await repository.searchedTexts(scope)]) {
      await repository.page(scope, { limit: 50, sort: 'name', ...query }, sample);
    }
  };
}

describe('of a small firm beside a large one', () => {
  it.each<[string, (scope: TenantScope) => Promise<unknown>]>([
    ['a page of the review queue', (scope) => new UnmappedViewRepository().page(scope, { limit: 50 })],
    ['its length', (scope) => new UnmappedViewRepository().count(scope, { limit: 50 })],
    ['one reason of it', (scope) => new UnmappedViewRepository().page(scope, { limit: 50, reason: ['not-signed-in'] })],
    ['the counts of the weekly review', (scope) => new ReviewQueueRepository().counts(scope)],
    ['the people of the weekly review', (scope) => new ReviewQueueRepository().people(scope, 200)],
    ['the counts of the overview', (scope) => new OverviewRepository().reasons(scope)],
    [
      'members by reason',
      (scope) => new MemberViewRepository().page(scope, { limit: 50, sort: 'name', reason: ['not-signed-in'] }, []),
    ],
    [
      'members without a mapping',
      (scope) => new MemberViewRepository().page(scope, { limit: 50, sort: 'email', compliance: 'unmapped' }, []),
    ],
    ['a search of a name that everybody has', searching({ q: 'name' })],
    ['a search of an address', searching({ q: 'p77@x.test' })],
    ['a search of an address that only the large one has', searching({ q: 'p17777@x.test' })],
    ['a search of two writings', searching({ q: 'straße' })],
    ['a search of less than the index is made of', searching({ q: 'p7' })],
    ['a search among those without a mapping', searching({ q: 'name 7', compliance: 'unmapped', sort: 'email' })],
    [
      'a search for a table',
      (scope) => {
        const { text, values } = new MemberViewRepository().all({ sort: 'name', limit: 50, q: 'name' }, []);
        return scope.query(text, values);
      },
    ],
    ['a page of mappings', (scope) => new MappingViewRepository().page(scope, { limit: 50 })],
    ['their number', (scope) => new MappingViewRepository().count(scope, { limit: 50, state: 'active' })],
    ['the members of a diagnosis', (scope) => new DiagnosisFactsRepository().members(scope, keys)],
    ['the LCVista users of a diagnosis', (scope) => new DiagnosisFactsRepository().people(scope, keys, [key], ['77'])],
    ['members with a like address', (scope) => new SuggestionRepository().findRelated(scope, sought)],
    ['near spellings', (scope) => new SuggestionRepository().findSimilar(scope, sought)],
    ['ignoring somebody', (scope) => new IgnoreRepository().find(scope, '78')],
    [
      'the reasons of whom a change by hand touches',
      (scope) => refreshReasons(scope, { memberIds: [], lcvistaUserIds: ['78', '80'] }, new Date()),
    ],
    ['settling the queue', (scope) => settleReviewQueue(scope, null)],
    ['leaving the site', (scope) => new FormerSiteRepository().leave(scope, change)],
  ])('%s costs what the small one has', async (_, work) => {
    const measured = await measuredIn(house.app.pool, small, work);
    expect(measured.length).toBeGreaterThan(0);
    expect(measured.flatMap(({ scanned }) => scanned.filter((table) => tables.includes(table)))).toEqual([]);
    expect(measured.filter(({ rows }) => rows > 40 * few)).toEqual([]);
  });
});

describe('of a large firm in which all names are alike', () => {
  it('near spellings come by index, and of those who have the trigrams only so many are looked at', async () => {
    const [measured, ...others] = await measuredIn(house.app.pool, large, (scope) =>
      new SuggestionRepository().findSimilar(scope, alike),
    );
    expect([measured?.scanned, others]).toEqual([[], []]);
    // The index names all of them; their rows are read once, and handed on three times.
    expect(measured?.rows).toBeLessThan(many + 4 * 5_000);
  });
});
