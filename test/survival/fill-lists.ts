import type { Client } from 'pg';

/** What a spreadsheet would run, were it not made harmless; the letters that RFC 4180 quotes are among them. */
const hostile = `(array['=cmd|'' /C calc''!A0', '+1', '-1', '@SUM(A1)', E'\\tx', E'\\rx', '=a,"b"'])[1 + n % 7]`;

const organization = `insert into organization (slug, name, environment, timezone, sync_time)
  values ('acme', 'Acme', 'production', 'UTC', '06:00') returning id`;

const fillMembers = `
  insert into member (organization_id, user_name, user_name_key, name, name_key, email, email_key, email_keys, resource,
    compare)
  select $1, 'user-' || n, 'user-' || n, ${hostile} || n, lower(${hostile} || n), 'person.' || n || '@acme.example',
    'person.' || n || '@acme.example', array['person.' || n || '@acme.example'], '{}', '{}'
  from generate_series(1, $2::int) as n`;

const fillUsers = `
  insert into lcvista_user (organization_id, id, username, email, email_key, first_name, last_name, is_active, assigned,
    unmapped_reason, unmapped_since)
  select $1, 'p-' || n, ${hostile}, 'person.' || n || '@acme.example', 'person.' || n || '@acme.example', ${hostile},
    ${hostile}, true, true, 'not-signed-in', now() - n * interval '1 second'
  from generate_series(1, $2::int) as n`;

const fillMappings = `
  insert into mapping (organization_id, member_id, lcvista_user_id, origin, reason, started_by, ended_at, ended_reason,
    ended_by, ended_note)
  select $1, m.id, 'p-' || n, 'hand', ${hostile}, ${hostile}, now(), 'unmapped-by-hand', ${hostile}, ${hostile}
  from (select id, row_number() over () as n from member where organization_id = $1) m where n <= $2::int`;

const fillRun = `insert into sync_run (organization_id, trigger, status, requested_by)
  values ($1, 'manual', 'succeeded', 'test') returning id`;

const fillChanges = `
  insert into sync_change (organization_id, run_id, kind, member_id, member_email, lcvista_user_id, lcvista_email, reason)
  select $1, (select id from sync_run where organization_id = $1), 'mapped', gen_random_uuid(), ${hostile}, 'p-' || n,
    ${hostile}, ${hostile}
  from generate_series(1, $2::int) as n`;

const fillAudit = `
  insert into audit_event (organization_id, kind, actor_kind, actor_name, subject_type, before, after, reason, origin)
  select $1, 'member.renamed', 'token', ${hostile}, 'member', jsonb_build_object('displayName', ${hostile}),
    jsonb_build_object('displayName', ${hostile}), ${hostile}, '203.0.113.7'
  from generate_series(1, $2::int) as n`;

const fillProvisioning = `
  insert into provisioning_event (organization_id, actor_name, operation, resource_type, resource_name, outcome, status,
    reason, detail)
  select $1, ${hostile}, 'create', 'User', ${hostile}, 'applied', 201, ${hostile}, ${hostile}
  from generate_series(1, $2::int) as n`;

const fillCohort = `
  with made as (
    insert into cohort (organization_id, display_name, display_name_key, resource, compare)
    values ($1, 'Everybody', 'everybody', '{}', '{}') returning id
  ), joined as (
    insert into cohort_member (organization_id, cohort_id, member_id)
    select $1, made.id, m.id from made, (select id from member where organization_id = $1 limit $2::int) m
  )
  select id from made`;

/** How many rows each list gets. */
export interface ListSizes {
  readonly members: number;
  readonly cohort: number;
  readonly unmapped: number;
  readonly mappings: number;
  readonly changes: number;
  readonly audit: number;
  readonly provisioning: number;
}

/**
 * Fills every list of an organization that can be had as CSV with rows whose texts begin like formulas, past triggers
 * and checks of references.
 *
 * @returns the path of each list below `/api/v1`, with its number of rows
 */
export async function fillLists(client: Client, sizes: ListSizes): Promise<Map<string, number>> {
  const idOf = async (text: string, values: unknown[] = []): Promise<string> => {
    return (await client.query<{ id: string }>(text, values)).rows[0]?.id ?? '';
  };
  const acme = await idOf(organization);
  await client.query(`set session_replication_role = replica`);
  await client.query(fillMembers, [acme, sizes.members]);
  await client.query(fillUsers, [acme, sizes.unmapped]);
  await client.query(fillMappings, [acme, sizes.mappings]);
  const run = await idOf(fillRun, [acme]);
  await client.query(fillChanges, [acme, sizes.changes]);
  await client.query(fillAudit, [acme, sizes.audit]);
  await client.query(fillAudit, [null, sizes.audit]);
  await client.query(fillProvisioning, [acme, sizes.provisioning]);
  const cohort = await idOf(fillCohort, [acme, sizes.cohort]);
  await client.query(`reset session_replication_role`);
  await client.query('analyze');
  return new Map([
    ['audit-events', sizes.audit],
    ['organizations/acme/audit-events', sizes.audit],
    ['organizations/acme/provisioning-events', sizes.provisioning],
    [`organizations/acme/sync-runs/${run}/changes`, sizes.changes],
    ['organizations/acme/mappings', Math.min(sizes.mappings, sizes.members)],
    ['organizations/acme/unmapped', sizes.unmapped],
    ['organizations/acme/members', sizes.members],
    [`organizations/acme/cohorts/${cohort}/members`, sizes.cohort],
  ]);
}
