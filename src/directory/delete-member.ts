import type { Origin } from '../audit/origin.js';
import type { TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import { originValues } from './origin-values.js';

const markDeleted = statement(
  'mark-member-deleted',
  `with gone as (
    update member set deleted_at = now(), removed_at = coalesce(removed_at, now()), version = version + 1,
      last_modified = greatest(now(), last_modified)
    where organization_id = $1 and id = $2 and deleted_at is null and ($3::bigint[] is null or version = any($3))
    returning id, user_name
  ), remembered as (
    insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, request_id)
    select $1, id, 'deleted', $4, $5, 'directory', $7 from gone
  ), recorded as (
    insert into provisioning_event (organization_id, request_id, actor_id, actor_name, operation, resource_type,
      resource_id, resource_name, outcome, status)
    select $1, $7, $6, $5, 'delete', 'User', id, user_name, 'applied', 204 from gone
  )
  select exists (select from gone) as done`,
);

const isKnown = statement(
  'member-to-delete-is-known',
  `select exists (select from member where organization_id = $1 and id = $2 and deleted_at is null) as known`,
);

const leaveCohorts = statement(
  'deleted-member-leaves-cohorts',
  `with locked as materialized (
    select id from cohort where organization_id = $1
      and id in (select cohort_id from cohort_member where organization_id = $1 and member_id = $2)
    order by id for update
  ), gone as (
    delete from cohort_member cm using locked
    where cm.organization_id = $1 and cm.cohort_id = locked.id and cm.member_id = $2 returning cm.cohort_id
  ), changed as (
    update cohort c set version = version + 1, last_modified = greatest(now(), last_modified)
    from gone where c.organization_id = $1 and c.id = gone.cohort_id
    returning c.id, c.display_name
  )
  insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, request_id, detail)
  select $1, $2, 'cohort-left', $3, $4, 'directory', $5, jsonb_build_object('cohortId', id, 'cohortName', display_name)
  from changed`,
);

/**
 * Ends a membership for good: hidden from the directory, its user name free again, out of every cohort; the row stays.
 * Runs in a transaction, since the cohorts have to be looked for after the row is locked: a cohort that takes the
 * member in at the same moment has then either finished or will find nobody.
 *
 * @param versions the member is deleted only at one of these; null: at any
 */
export async function deleteMember(
  scope: TenantScope,
  origin: Origin,
  id: string,
  versions: readonly number[] | null,
): Promise<'deleted' | 'unknown' | 'other-version'> {
  const who = originValues(origin);
  const [answer] = await scope.query<{ done: boolean }>(markDeleted, [id, versions, ...who]);
  if (answer?.done !== true) return whyNot(scope, id);
  await scope.query(leaveCohorts, [id, origin.actor.kind, origin.actor.name, origin.requestId]);
  return 'deleted';
}

/** A statement of its own: the one that waited for another deletion still sees the member as it was before. */
async function whyNot(scope: TenantScope, id: string): Promise<'unknown' | 'other-version'> {
  const [answer] = await scope.query<{ known: boolean }>(isKnown, [id]);
  return answer?.known === true ? 'other-version' : 'unknown';
}
