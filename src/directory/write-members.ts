import type { Origin } from '../audit/origin.js';
import { mostTogether } from '../database/gathering.js';
import { statement } from '../database/statement.js';
import type { MemberColumns } from './member-columns.js';
import type { MemberEvent } from './member-event.js';
import { originValues } from './origin-values.js';

/** A member that is written, as one row of what the statements below read: JSON, since an array of arrays has no rows. */
export interface MemberToWrite {
  readonly id: string;
  readonly user_name: string;
  readonly [column: string]: unknown;
}

/** A member that begins to be one. */
export interface NewMember {
  readonly id: string;
  readonly columns: MemberColumns;
  readonly managerId: string | null;
  /** For the provisioning record. */
  readonly changes: readonly object[];
}

/** A change of a member that was decided on a version of it. */
export interface UpdateOfMember extends NewMember {
  /** The change is made only if it is still that version. */
  readonly version: number;
  /** Whether the directory sent the display name, which ends a name given by hand. */
  readonly namedByDirectory: boolean;
  readonly operation: 'replace' | 'patch';
  readonly events: readonly MemberEvent[];
}

/** What is written, by the id. The planner has to know how many there are at most before it sees them. */
const wanted = `wanted as materialized (
    select * from jsonb_to_recordset($2::jsonb) as w (id uuid, version bigint, user_name text, user_name_key text,
      external_id text, name text, name_key text, email text, email_key text, email_keys text[], active boolean,
      resource jsonb, compare jsonb, manager_id uuid, named boolean, operation text, events jsonb, changes jsonb,
      actor_kind text, actor text, actor_id text, request_id text)
    limit ${mostTogether}
  )`;

const written = `select fresh.id, fresh.version, fresh.created_at, fresh.last_modified,
    (select boss.name from member boss
      where boss.organization_id = $1 and boss.id = w.manager_id and boss.deleted_at is null) as manager_name
  from fresh join wanted w on w.id = fresh.id`;

function recorded(operation: string, status: number): string {
  return `recorded as (
    insert into provisioning_event (organization_id, request_id, actor_id, actor_name, operation, resource_type,
      resource_id, resource_name, outcome, status, changes)
    select $1, w.request_id, w.actor_id, w.actor, ${operation}, 'User', w.id, w.user_name, 'applied', ${status}, w.changes
    from fresh join wanted w on w.id = fresh.id
  )`;
}

/** In the order of their names, so that two statements with the same people never wait for each other. */
export const insertMembers = statement(
  'insert-members',
  `with ${wanted}, fresh as (
    insert into member (organization_id, id, user_name, user_name_key, external_id, name, name_key, email, email_key,
      email_keys, active, removed_at, resource, compare)
    select $1, id, user_name, user_name_key, external_id, name, name_key, email, email_key, email_keys, active,
      case when active then null else now() end, resource, compare
    from wanted order by user_name_key
    on conflict (organization_id, user_name_key) where deleted_at is null do nothing
    returning id, version, created_at, last_modified
  ), remembered as (
    insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, request_id)
    select $1, w.id, 'created', w.actor_kind, w.actor, 'directory', w.request_id
    from fresh join wanted w on w.id = fresh.id
  ), ${recorded(`'create'`, 201)}
  ${written}`,
);

function updateOf(which: 'whoever' | 'free'): string {
  const free = `free as (
    select m.id from wanted w join member m on m.organization_id = $1 and m.id = w.id
    for no key update of m skip locked
  ), `;
  return `with ${wanted}, ${which === 'free' ? free : ''}fresh as (
    update member m set user_name = w.user_name, user_name_key = w.user_name_key, external_id = w.external_id,
      name = w.name, name_key = w.name_key, email = w.email, email_key = w.email_key, email_keys = w.email_keys,
      active = w.active, removed_at = case when w.active then null else coalesce(m.removed_at, now()) end,
      resource = w.resource, compare = w.compare, name_by_hand = m.name_by_hand and not w.named,
      version = m.version + 1, last_modified = greatest(now(), m.last_modified)
    from wanted w ${which === 'free' ? 'join free on free.id = w.id' : ''}
    where m.organization_id = $1 and m.id = w.id and m.version = w.version and m.deleted_at is null
    returning m.id, m.version, m.created_at, m.last_modified
  ), remembered as (
    insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, request_id, detail)
    select $1, w.id, e.kind, w.actor_kind, w.actor, 'directory', w.request_id, e.detail
    from fresh join wanted w on w.id = fresh.id
      cross join lateral jsonb_to_recordset(w.events) as e (kind text, detail jsonb)
  ), ${recorded('w.operation', 200)}
  ${written}`;
}

/** Waits for whoever holds one of the rows. */
export const updateMembers = statement('update-members', updateOf('whoever'));

/** Leaves out the rows that somebody holds. */
export const updateFreeMembers = statement('update-free-members', updateOf('free'));

/** A new member as the statement reads it. */
export function memberToInsert(origin: Origin, { id, columns, managerId, changes }: NewMember): MemberToWrite {
  const [actorKind, actor, actorId, requestId] = originValues(origin);
  return {
    id,
    user_name: columns.userName,
    user_name_key: columns.userNameKey,
    external_id: columns.externalId,
    name: columns.name,
    name_key: columns.nameKey,
    email: columns.email,
    email_key: columns.emailKey,
    email_keys: columns.emailKeys,
    active: columns.active,
    resource: columns.resource,
    compare: columns.compare,
    manager_id: managerId,
    changes,
    actor_kind: actorKind,
    actor,
    actor_id: actorId,
    request_id: requestId,
  };
}

/** A changed member as the statements read it. */
export function memberToUpdate(origin: Origin, change: UpdateOfMember): MemberToWrite {
  const { version, namedByDirectory: named, operation, events } = change;
  return { ...memberToInsert(origin, change), version, named, operation, events };
}
