import { onServer } from './template-database.js';

const organization = `'00000000-0000-4000-8000-000000000001'`;
const member = `'00000000-0000-4000-8000-000000000002'`;
const cohort = `'00000000-0000-4000-8000-000000000003'`;
const client = `'00000000-0000-4000-8000-000000000004'`;
const user = `'00000000-0000-4000-8000-000000000005'`;
const run = `'00000000-0000-4000-8000-000000000006'`;
const webhook = `'00000000-0000-4000-8000-000000000007'`;

/** A row for each table, parents first; triggers add those of `tally` and `member_search`. */
const rows = [
  `insert into organization (id, slug, name, environment, timezone, sync_time)
     values (${organization}, 'acme', 'Acme', 'production', 'UTC', '06:00')`,
  `insert into oauth_client (organization_id, id, client_id, name) values (${organization}, ${client}, 'entra', 'Entra')`,
  `insert into oauth_client_secret (organization_id, oauth_client_id, secret_hash, prefix)
     values (${organization}, ${client}, '\\x01', 'mst')`,
  `insert into workload_identity (organization_id, issuer, subject, audience)
     values (${organization}, 'https://issuer.example', 'entra', 'muster')`,
  `insert into access_token (organization_id, scope, name, prefix, token_hash, oauth_client_id)
     values (${organization}, 'scim', 'Entra', 'mst_scim', '\\x02', ${client})`,
  `insert into user_profile (id, environment, issuer, subject, display_name, login_email, login_email_key)
     values (${user}, 'production', 'https://login.example', 'jane', 'Jane', 'Jane@acme.com', 'jane@acme.com')`,
  `insert into member (organization_id, id, user_name, user_name_key, name, name_key, email, email_key, email_keys,
       user_id, claimed_at, resource, compare)
     values (${organization}, ${member}, 'Jane@acme.com', 'jane@acme.com', 'Jane', 'jane', 'Jane@acme.com',
       'jane@acme.com', '{jane@acme.com}', ${user}, now(), '{}', '{}')`,
  `insert into cohort (organization_id, id, display_name, display_name_key, resource, compare)
     values (${organization}, ${cohort}, 'Audit', 'audit', '{}', '{}')`,
  `insert into cohort_member (organization_id, cohort_id, member_id) values (${organization}, ${cohort}, ${member})`,
  `insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause)
     values (${organization}, ${member}, 'created', 'token', 'Entra', 'directory')`,
  `insert into audit_event (organization_id, kind, actor_kind, actor_name, subject_type)
     values (${organization}, 'token.created', 'environment', 'platform', 'token')`,
  `insert into provisioning_event (organization_id, actor_name, operation, resource_type, outcome, status)
     values (${organization}, 'Entra', 'create', 'User', 'applied', 201)`,
  `insert into lcvista_connection (organization_id, site_url, api_key_sealed, api_key_last4, catalog, assignment,
       shrink_limit_percent, next_sync_at)
     values (${organization}, 'https://acme.lcvista.com', '\\x03', 'abcd', 'LumiQ', 'groups', 20, now())`,
  `insert into lcvista_site (organization_id, site_url) values (${organization}, 'https://acme.lcvista.com')`,
  `insert into sync_run (organization_id, id, trigger, requested_by) values (${organization}, ${run}, 'manual', 'Ann')`,
  `insert into roster_person (organization_id, run_id, epoch, id, is_active)
     values (${organization}, ${run}, 1, '7', true)`,
  `insert into roster_assignment (organization_id, run_id, epoch, person_id)
     values (${organization}, ${run}, 1, '7')`,
  `insert into lcvista_user (organization_id, id, is_active, assigned) values (${organization}, '7', true, true)`,
  `insert into mapping (organization_id, member_id, lcvista_user_id, origin, started_by)
     values (${organization}, ${member}, '7', 'rule', 'sync')`,
  `insert into mapping_block (organization_id, member_id, lcvista_user_id, reason, blocked_by)
     values (${organization}, ${member}, '7', 'another Jane', 'Ann')`,
  `insert into sync_change (organization_id, run_id, kind) values (${organization}, ${run}, 'mapped')`,
  `insert into mapped_share (organization_id, date, active_members, mapped_members)
     values (${organization}, '2026-01-05', 1, 1)`,
  `insert into unmapped_count (organization_id, reason, people)
   select id, 'no-member', 1 from organization`,
  `insert into moved_address (organization_id, email_key) values (${organization}, 'jane@acme.com')`,
  `insert into webhook (organization_id, id, url, events, secret_sealed)
     values (${organization}, ${webhook}, 'https://lms.example/hooks', '{member.enrolled}', '\\x04')`,
  `insert into webhook_delivery (organization_id, webhook_id, member_id, event, body)
     values (${organization}, ${webhook}, ${member}, 'member.enrolled', '{}')`,
  `insert into digest_plan (organization_id, weekday, recipients, since, next_digest_at)
     values (${organization}, 'monday', '{ann@acme.com}', now(), now())`,
  `insert into digest (organization_id, week, created_at, recipients, subject, text, html, counts, people)
     values (${organization}, '2026-W02', now(), '{ann@acme.com}', 's', 't', 'h', '[]', '[]')`,
  `insert into job_process (worker_ids) values ('{worker-1}')`,
];

/** Puts at least one row into every table of a migrated database. */
export function fillTables(url: string): Promise<void> {
  return onServer(url, async (connection) => {
    for (const row of rows) await connection.query(row);
  });
}
