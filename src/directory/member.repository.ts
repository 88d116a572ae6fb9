import { Injectable } from '@nestjs/common';
import type { Origin } from '../audit/origin.js';
import type { TenantScope } from '../database/scope.js';
import { lookUp, statement } from '../database/statement.js';
import type { MemberColumns } from './member-columns.js';
import type { MemberEvent } from './member-event.js';
import type { MemberState, StoredVersion } from './member-row.js';
import { memberSelect, userColumns } from './member-select.js';
import { originValues } from './origin-values.js';
import type { ResourceRow } from './resource-row.js';

/** A change of a member, with what the records say about it. */
export interface MemberChange {
  readonly id: string;
  /** The version that was read: the change is made only if it is still that. */
  readonly version: number;
  readonly columns: MemberColumns;
  /** Whether the directory sent the display name, which ends a name given by hand. */
  readonly namedByDirectory: boolean;
  readonly operation: 'replace' | 'patch';
  readonly events: readonly MemberEvent[];
  readonly changes: readonly object[];
}

export interface MemberWritten extends StoredVersion {
  readonly manager_name: string | null;
}

const visible = `m.organization_id = $1 and m.id = $2 and m.deleted_at is null`;
const findMember = lookUp('find-member', `select ${userColumns(false, '$3::text')} from member m where ${visible}`);
const findMemberWithCohorts = lookUp(
  'find-member-with-cohorts',
  `select ${userColumns(true, '$3::text')} from member m where ${visible}`,
);
const readMember = lookUp(
  'read-member-to-change',
  `select m.user_name as "userName", m.active, m.name, m.email, m.name_by_hand, ${memberSelect} from member m where ${visible}`,
);

const managerName = `(select boss.name from member boss
  where boss.organization_id = $1 and boss.id = $19 and boss.deleted_at is null) as manager_name`;

const insertMember = statement(
  'insert-member',
  `with fresh as (
    insert into member (organization_id, id, user_name, user_name_key, external_id, name, name_key, email, email_key,
      email_keys, active, removed_at, resource, compare)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $11 then null else now() end, $12, $13)
    on conflict (organization_id, user_name_key) where deleted_at is null do nothing
    returning id, version, created_at, last_modified
  ), remembered as (
    insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, request_id)
    select $1, id, 'created', $14, $15, 'directory', $17 from fresh
  ), recorded as (
    insert into provisioning_event (organization_id, request_id, actor_id, actor_name, operation, resource_type,
      resource_id, resource_name, outcome, status, changes)
    select $1, $17, $16, $15, 'create', 'User', id, $3, 'applied', 201, $18 from fresh
  )
  select version, created_at, last_modified, ${managerName} from fresh`,
);

const updateMember = statement(
  'update-member',
  `with fresh as (
    update member set user_name = $3, user_name_key = $4, external_id = $5, name = $6, name_key = $7, email = $8,
      email_key = $9, email_keys = $10, active = $11,
      removed_at = case when $11 then null else coalesce(removed_at, now()) end,
      resource = $12, compare = $13, name_by_hand = name_by_hand and not $22,
      version = version + 1, last_modified = greatest(now(), last_modified)
    where organization_id = $1 and id = $2 and version = $20 and deleted_at is null
    returning id, version, created_at, last_modified
  ), remembered as (
    insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, request_id, detail)
    select $1, fresh.id, e.kind, $14, $15, 'directory', $17, e.detail
    from fresh, jsonb_to_recordset($21) as e (kind text, detail jsonb)
  ), recorded as (
    insert into provisioning_event (organization_id, request_id, actor_id, actor_name, operation, resource_type,
      resource_id, resource_name, outcome, status, changes)
    select $1, $17, $16, $15, $23, 'User', id, $3, 'applied', 200, $18 from fresh
  )
  select version, created_at, last_modified, ${managerName} from fresh`,
);

const endNameByHand = statement(
  'end-name-by-hand',
  `update member set name_by_hand = false where organization_id = $1 and id = $2 and version = $3`,
);

/** Members as rows. The statements also write what the records say, so that neither is ever without the other. */
@Injectable()
export class MemberRepository {
  /**
   * @param endpoint what the references to cohorts and to the manager begin with
   * @returns the member, unless it is unknown or deleted
   */
  async find(scope: TenantScope, id: string, withCohorts: boolean, endpoint: string): Promise<ResourceRow | undefined> {
    const query = withCohorts ? findMemberWithCohorts : findMember;
    const [row] = await scope.query<ResourceRow>(query, [id, endpoint]);
    return row;
  }

  /** Reads a member in order to change it: the version goes into the change. */
  async read(scope: TenantScope, id: string): Promise<MemberState | undefined> {
    const [row] = await scope.query<MemberState>(readMember, [id]);
    return row;
  }

  /** @returns undefined when the user name is taken */
  async create(
    scope: TenantScope,
    origin: Origin,
    member: { id: string; columns: MemberColumns; managerId: string | null; changes: readonly object[] },
  ): Promise<MemberWritten | undefined> {
    const [row] = await scope.query<MemberWritten>(insertMember, [
      member.id,
      ...columnValues(member.columns),
      ...originValues(origin),
      JSON.stringify(member.changes),
      member.managerId,
    ]);
    return row;
  }

  /**
   * @returns undefined when the member is no longer at the version that was read
   * @throws ConstraintViolation of `member_user_name_unique`
   */
  async update(
    scope: TenantScope,
    origin: Origin,
    change: MemberChange,
    managerId: string | null,
  ): Promise<MemberWritten | undefined> {
    const [row] = await scope.query<MemberWritten>(updateMember, [
      change.id,
      ...columnValues(change.columns),
      ...originValues(origin),
      JSON.stringify(change.changes),
      managerId,
      change.version,
      JSON.stringify(change.events),
      change.namedByDirectory,
      change.operation,
    ]);
    return row;
  }

  /** The directory sent the very name that was given by hand: from now on it is the directory's. */
  async endNameByHand(scope: TenantScope, id: string, version: number): Promise<void> {
    await scope.query(endNameByHand, [id, version]);
  }
}

function columnValues(columns: MemberColumns): unknown[] {
  return [
    columns.userName,
    columns.userNameKey,
    columns.externalId,
    columns.name,
    columns.nameKey,
    columns.email,
    columns.emailKey,
    columns.emailKeys,
    columns.active,
    JSON.stringify(columns.resource),
    JSON.stringify(columns.compare),
  ];
}
