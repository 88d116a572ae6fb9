import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemberRepository } from '../../src/directory/member.repository.js';
import { CohortRepository } from '../../src/directory/cohort.repository.js';
import { parseListQuery } from '../../src/scim-core/messages/list-query.js';
import { ListRepository } from '../../src/scim/lists/list.repository.js';
import { LISTED_GROUPS, LISTED_USERS, type ListedType } from '../../src/scim/lists/listed-type.js';
import { ScimLocations } from '../../src/scim/scim-locations.js';
import { ExplainingScope } from './explaining-scope.js';
import { type ScimApp, startScimApp } from './scim-app.js';

let acme: ScimApp;
let scope: ExplainingScope;
let id: string;

/** Enough rows, in two organizations, that PostgreSQL would rather use an index than read them all. */
beforeAll(async () => {
  acme = await startScimApp({ byHand: ['people', 'history'] });
  const neighbour = await acme.neighbour('neighbour');
  const { pool } = acme.app;
  for (const { organizationId } of [acme, neighbour]) {
    await pool.query(
      `insert into member (organization_id, user_name, user_name_key, external_id, name, name_key, email_keys, resource, compare)
       select $1, 'u' || n, 'u' || n, 'e' || n, 'n' || n, 'n' || n, array['m' || n || '@x'],
         jsonb_build_object('userName', 'u' || n, 'displayName', 'n' || n),
         jsonb_build_object('userName', 'u' || n, 'displayName', 'n' || n, 'emails', jsonb_build_array(
           jsonb_build_object('type', 'work', 'value', 'm' || n || '@x')))
       from generate_series(1, 10000) as n`,
      [organizationId],
    );
    await pool.query(
      `insert into cohort (organization_id, display_name, display_name_key, external_id, resource, compare)
       select $1, 'g' || n, 'g' || n, 'e' || n, '{}', '{}' from generate_series(1, 2000) as n`,
      [organizationId],
    );
    await pool.query(
      `insert into cohort_member (organization_id, cohort_id, member_id)
       select $1, c.id, m.id from cohort c join member m on m.organization_id = $1 and m.seq % 2000 = c.seq % 2000
       where c.organization_id = $1`,
      [organizationId],
    );
  }
  await pool.query('vacuum analyze');
  const { rows } = await pool.query(`select id from member where organization_id = $1 limit 1`, [acme.organizationId]);
  id = rows[0].id;
  scope = new ExplainingScope(acme);
});

afterAll(() => acme.stop());

async function plan(listed: ListedType, query: string): Promise<void> {
  const { filter, sort, paging } = parseListQuery(query, listed.type);
  const offset = paging.kind === 'index' ? paging.startIndex - 1 : 0;
  const request = { filter, sort, after: null, offset, limit: paging.count, withHeldApart: true };
  await acme.app.app.get(ListRepository).page(scope, listed, request, new ScimLocations('http://x', 'acme'));
}

const enough = 60;

describe('a look-up goes through its index', () => {
  it.each([
    ['userName eq "u77"', 'member_user_name_unique'],
    ['externalId eq "e77"', 'member_external_id_idx'],
    ['emails.value eq "M77@x"', 'member_email_keys_idx'],
    ['emails[type eq "work"].value eq "m77@x"', 'member_email_keys_idx'],
    ['emails[type eq "work" and value eq "m77@x"]', 'member_email_keys_idx'],
    ['displayName eq "N77"', 'member_name_idx'],
    ['userName eq "u77" and active eq true', 'member_user_name_unique'],
  ])('users by %s', async (filter, index) => {
    await plan(LISTED_USERS, `filter=${encodeURIComponent(filter)}`);
    expect(scope.indexes).toContain(index);
    expect(scope.scanned).toEqual([]);
    expect(scope.pages).toBeLessThan(enough);
  });

  it('users by id', async () => {
    await plan(LISTED_USERS, `filter=id+eq+%22${id}%22`);
    expect(scope.indexes).toContain('member_pk');
    expect(scope.pages).toBeLessThan(enough);
  });

  it.each([
    ['displayName eq "G77"', 'cohort_display_name_unique'],
    ['externalId eq "e77"', 'cohort_external_id_idx'],
  ])('groups by %s', async (filter, index) => {
    await plan(LISTED_GROUPS, `filter=${encodeURIComponent(filter)}`);
    expect(scope.indexes).toContain(index);
    expect(scope.pages).toBeLessThan(enough);
  });

  it('groups by member', async () => {
    await plan(LISTED_GROUPS, `filter=members+eq+%22${id}%22`);
    expect(scope.indexes).toContain('cohort_member_member_idx');
    expect(scope.scanned).toEqual([]);
    expect(scope.pages).toBeLessThan(enough);
  });

  it('one user and one group', async () => {
    const { base } = new ScimLocations('https://muster.example', 'acme');
    await acme.app.app.get(MemberRepository).find(scope, id, true, base);
    expect([scope.indexes[0], scope.scanned, scope.pages < enough]).toEqual(['member_pk', [], true]);
    await acme.app.app.get(CohortRepository).find(scope, id, true, base);
    expect([scope.indexes[0], scope.pages < enough]).toEqual(['cohort_pk', true]);
  });
});

describe('a page of everything', () => {
  it('reads the index up to the page and then its rows only', async () => {
    await plan(LISTED_USERS, 'startIndex=9001&count=10');
    expect(scope.indexOnly).toContain('member_seq_idx');
    expect(scope.scanned.filter((table) => table !== 'tally')).toEqual([]);
  });
});
