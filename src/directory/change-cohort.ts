import type { Origin } from '../audit/origin.js';
import type { TenantScope } from '../database/scope.js';
import { type Statement, statement } from '../database/statement.js';
import type { JsonObject } from '../scim-core/json/json-value.js';
import type { CohortColumns } from './cohort-columns.js';
import type { StoredVersion } from './member-row.js';
import type { MembershipChange } from './membership-change.js';
import { originValues } from './origin-values.js';

/** A change of a cohort, with what the record says about it. */
export interface CohortChange {
  readonly id: string;
  /** The change is made only at one of these versions; null: at any. */
  readonly versions: readonly number[] | null;
  /** The attributes as they are to be; null: only the membership changes. */
  readonly columns: CohortColumns | null;
  readonly membership: MembershipChange;
  readonly operation: 'replace' | 'patch';
  readonly changes: readonly object[];
}

/** What came of it. */
export interface CohortChanged {
  /** Whether there is such a cohort at all. */
  readonly known: boolean;
  /** Whether it was at a version that the change allows. */
  readonly matched: boolean;
  /** Ids that no member has; then nothing was changed. At most ten. */
  readonly unknown: string[] | null;
  /** null when everything was as it should be already. */
  readonly written: (StoredVersion & { readonly resource: JsonObject }) | null;
}

interface Row extends Partial<StoredVersion> {
  known: boolean;
  matched: boolean;
  unknown: string[] | null;
  resource: JsonObject | null;
}

const listed = 100;

/**
 * The members come first and are locked, so that none of them is deleted before the rows are in; then the cohort, so
 * that changes of one cohort take turns. Everything after works on what these two found. The update takes its decision
 * as a row it joins (`due`): a condition on the other changes could not be checked again after waiting.
 */
function changeStatement(name: string, gone: string): Statement {
  return statement(
    name,
    `with known as materialized (
      select id from member where organization_id = $1 and id = any($4::uuid[]) and deleted_at is null
      order by id for share
    ), target as materialized (
      select id, display_name from cohort
      where organization_id = $1 and id = $2 and ($3::bigint[] is null or version = any($3))
        and (select count(*) from known) >= 0
      for update
    ), unknown as materialized (
      select id from unnest($4::uuid[]) as named (id) except select id from known
    ), ready as materialized (
      select id, display_name from target where not exists (select from unknown)
    ), joined as (
      insert into cohort_member (organization_id, cohort_id, member_id)
      select $1, ready.id, added.id from ready, unnest($5::uuid[]) as added (id)
      on conflict do nothing returning member_id
    ), gone as (${gone} returning cm.member_id
    ), due as materialized (
      select id, coalesce($7, display_name) as name, (select count(*) from joined) as joined_count,
        (select count(*) from gone) as gone_count
      from ready where $6 or exists (select from joined) or exists (select from gone)
    ), changed as (
      update cohort c set version = c.version + 1, last_modified = greatest(now(), c.last_modified),
        display_name = coalesce($7, c.display_name), display_name_key = coalesce($8, c.display_name_key),
        external_id = case when $6 then $9 else c.external_id end,
        resource = coalesce($10, c.resource), compare = coalesce($11, c.compare)
      from due where c.organization_id = $1 and c.id = due.id
      returning c.version, c.created_at, c.last_modified, c.resource
    ), remembered as (
      insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, request_id, detail)
      select $1, moved.member_id, moved.kind, $12, $13, 'directory', $15,
        jsonb_build_object('cohortId', due.id, 'cohortName', due.name)
      from due, (select member_id, 'cohort-joined' as kind from joined
        union all select member_id, 'cohort-left' from gone) as moved
    ), recorded as (
      insert into provisioning_event (organization_id, request_id, actor_id, actor_name, operation, resource_type,
        resource_id, resource_name, outcome, status, changes)
      select $1, $15, $14, $13, $16, 'Group', due.id, due.name, 'applied', case $16 when 'patch' then 204 else 200 end,
        $17::jsonb || case when joined_count + gone_count = 0 then '[]'::jsonb else jsonb_build_array(jsonb_build_object(
          'path', 'members', 'addedCount', joined_count, 'removedCount', gone_count,
          'added', array(select member_id from joined limit ${listed}),
          'removed', array(select member_id from gone limit ${listed}))) end
      from due
    )
    select exists (select from cohort where organization_id = $1 and id = $2) as known,
      exists (select from target) as matched,
      (select array_agg(id) from (select id from unknown limit 10) as first_unknown) as unknown,
      changed.version, changed.created_at, changed.last_modified, changed.resource
    from (select 1) as one left join changed on true`,
  );
}

const moveMembers = changeStatement(
  'change-cohort',
  `delete from cohort_member cm using ready
   where cm.organization_id = $1 and cm.cohort_id = ready.id and cm.member_id = any($18::uuid[])`,
);

const replaceMembers = changeStatement(
  'change-cohort-whole-membership',
  `delete from cohort_member cm using ready
   where cm.organization_id = $1 and cm.cohort_id = ready.id
     and not exists (select from unnest($5::uuid[]) as kept (id) where kept.id = cm.member_id)`,
);

/**
 * Changes a cohort and who belongs to it, in one statement, row by row: nobody's membership is read who is not named.
 *
 * @throws ConstraintViolation of `cohort_display_name_unique`
 */
export async function changeCohort(scope: TenantScope, origin: Origin, change: CohortChange): Promise<CohortChanged> {
  const { membership, columns } = change;
  const [row] = await scope.query<Row>(membership.exact ? replaceMembers : moveMembers, [
    change.id,
    change.versions,
    membership.named,
    membership.add,
    columns !== null,
    columns?.displayName ?? null,
    columns?.displayNameKey ?? null,
    columns?.externalId ?? null,
    columns === null ? null : JSON.stringify(columns.resource),
    columns === null ? null : JSON.stringify(columns.compare),
    ...originValues(origin),
    change.operation,
    JSON.stringify(change.changes),
    ...(membership.exact ? [] : [membership.remove]),
  ]);
  if (row === undefined) throw new Error('change-cohort answered nothing');
  const { known, matched, unknown, version, created_at, last_modified, resource } = row;
  const written =
    version === undefined || version === null || created_at === undefined || last_modified === undefined
      ? null
      : { version, created_at, last_modified, resource: resource ?? {} };
  return { known, matched, unknown, written };
}
