import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { checkInvariants } from '../support/check-invariants.js';
import { createTestDatabase } from '../support/test-database.js';

const organization = `'00000000-0000-4000-8000-000000000001'`;
const member = `'00000000-0000-4000-8000-000000000002'`;
const other = `'00000000-0000-4000-8000-000000000003'`;
const user = `'00000000-0000-4000-8000-000000000005'`;
const run = `'00000000-0000-4000-8000-000000000006'`;
const webhook = `'00000000-0000-4000-8000-000000000007'`;

/** One member who has signed in and is mapped, as the service would leave it. */
const firm = `
  insert into organization (id, slug, name, environment, timezone, sync_time)
    values (${organization}, 'acme', 'Acme', 'production', 'UTC', '06:00');
  insert into user_profile (id, environment, issuer, subject, display_name, login_email, login_email_key)
    values (${user}, 'production', 'https://login.example', 'jane', 'Jane', 'jane@acme.com', 'jane@acme.com');
  insert into member (organization_id, id, user_name, user_name_key, name, name_key, email, email_key, user_id, claimed_at,
      resource, compare)
    values (${organization}, ${member}, 'jane', 'jane', 'Jane', 'jane', 'jane@acme.com', 'jane@acme.com', ${user}, now(),
      '{"userName": "jane"}', '{}');
  insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, detail) values
    (${organization}, ${member}, 'created', 'token', 'Entra', 'directory', '{}'),
    (${organization}, ${member}, 'claimed', 'person', 'jane', 'first-sign-in', jsonb_build_object('userId', ${user}));
  insert into sync_run (organization_id, id, trigger, requested_by, status, started_at, finished_at, counts)
    values (${organization}, ${run}, 'manual', 'Ann', 'succeeded', now(), now(), '{"mapped": 1, "ended": 0}');
  insert into sync_change (organization_id, run_id, kind) values (${organization}, ${run}, 'mapped');
  insert into lcvista_user (organization_id, id, is_active, assigned) values (${organization}, '7', true, true);
  insert into mapping (organization_id, member_id, lcvista_user_id, origin, started_by, started_run_id)
    values (${organization}, ${member}, '7', 'rule', 'sync run', ${run});
  insert into webhook (organization_id, id, url, events, secret_sealed)
    values (${organization}, ${webhook}, 'https://lms.example', '{mapping.created}', decode(repeat('01', 40), 'hex'))`;

/** What a defect would leave behind, and the words in which it is told. */
const broken: readonly (readonly [what: string, sql: string, told: RegExp])[] = [
  [
    'a claim of the other environment',
    `update user_profile set environment = 'staging'`,
    /no claim across environments/,
  ],
  ['a member that nobody created', `delete from member_event where kind = 'created'`, /a member was created once/],
  ['a claim without its event', `delete from member_event where kind = 'claimed'`, /tells who has the member/],
  [
    'a removal without its event',
    `update member set active = false, removed_at = now(), resource = '{"userName": "jane", "active": false}'; insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause) values (${organization}, ${member}, 'restored', 'token', 'Entra', 'directory')`,
    /tells the access/,
  ],
  [
    'a name that is not the last one told',
    `insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, detail) values (${organization}, ${member}, 'name-changed', 'token', 'Entra', 'directory', '{"after": "Joan"}')`,
    /is what the member has/,
  ],
  [
    'a stranger in a cohort',
    `insert into cohort_member (organization_id, cohort_id, member_id) values (${organization}, ${other}, ${other})`,
    /who belongs to a cohort is a member/,
  ],
  [
    'columns that say something else than the resource',
    `update member set user_name = 'joan'`,
    /repeat what the directory sent/,
  ],
  ['a member that is searched by another name', `update member_search set text = 'x'`, /is searched by what it has/],
  ['a member that no search finds', `delete from member_search`, /is searched by what it has/],
  [
    'somebody who is searched and is no member',
    `update member_search set member_id = ${other}`,
    /is searched by what it has/,
  ],
  ['half of a run', `delete from mapping`, /a run has done all that it says/],
  ['a mapping to nobody', `delete from lcvista_user`, /both sides of a mapping/],
  ['a mapping of somebody who is gone', `update lcvista_user set gone_at = now()`, /the rule maps nobody who is gone/],
  [
    'a mapping to somebody of a former site',
    `update mapping set former_site = 'https://old.lcvista.com'`,
    /a mapping to somebody of a former site has ended/,
  ],
  [
    'an end without a cause',
    `update mapping set ended_at = now(), ended_reason = 'not-assigned'`,
    /the end of a mapping has its cause/,
  ],
  [
    'a tally that is off',
    `insert into tally (organization_id, name, difference) values (${organization}, 'enrolled', 1)`,
    /the tally is what a count says/,
  ],
  [
    'a review queue that is counted wrongly',
    `insert into unmapped_count (organization_id, reason, people) values (${organization}, 'no-member', 2)`,
    /the counts of the review queue/,
  ],
  [
    'a secret in clear',
    `update webhook set secret_sealed = convert_to('whsec_' || repeat('a', 40), 'utf8')`,
    /webhook secrets are sealed/,
  ],
  [
    'a token in a record',
    `insert into audit_event (organization_id, kind, actor_kind, actor_name, subject_type, reason) values (${organization}, 'x', 'token', 'x', 'x', 'mst_scim_prod_' || repeat('a', 49))`,
    /no record quotes a token/,
  ],
];

async function inFirm(work: (pool: pg.Pool) => Promise<void>): Promise<void> {
  const database = await createTestDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  // Dropping the database may still meet a connection that is just closing.
  pool.on('error', () => undefined);
  try {
    await pool.query(firm);
    await work(pool);
  } finally {
    await pool.end();
    await database.drop();
  }
}

describe('the invariants', () => {
  it('hold for what the service writes', async () => {
    await inFirm((pool) => expect(checkInvariants(pool)).resolves.toBeUndefined());
  });

  it.each(broken)('tell %s', async (_, sql, told) => {
    await inFirm(async (pool) => {
      // No trigger and no constraint stands in the way, as none would stand in the way of a defect of theirs.
      await pool.query(`set session_replication_role = replica; ${sql}; set session_replication_role = origin`);
      await expect(checkInvariants(pool)).rejects.toThrow(told);
    });
  });
});
