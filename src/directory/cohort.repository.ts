import { Injectable } from '@nestjs/common';
import type { Origin } from '../audit/origin.js';
import type { TenantScope } from '../database/scope.js';
import { lookUp, statement } from '../database/statement.js';
import { changeCohort, type CohortChange, type CohortChanged } from './change-cohort.js';
import type { CohortColumns } from './cohort-columns.js';
import type { CohortRow } from './cohort-row.js';
import { groupColumns } from './cohort-select.js';
import type { StoredVersion } from './member-row.js';
import { originValues } from './origin-values.js';
import type { ResourceRow } from './resource-row.js';

/** What came of creating a cohort: the row, or ids that no member has, or neither when the name is taken. */
export interface CohortCreated extends Partial<StoredVersion> {
  readonly unknown: string[] | null;
}

const visible = `c.organization_id = $1 and c.id = $2`;
const readCohort = lookUp(
  'read-cohort-to-change',
  ['uuid', 'uuid'],
  `select c.id, c.version, c.created_at, c.last_modified, c.resource from cohort c where ${visible}`,
);
const findCohort = lookUp(
  'find-cohort',
  ['uuid', 'uuid'],
  `select ${groupColumns(false, 'null')} from cohort c where ${visible}`,
);
const findCohortWithMembers = statement(
  'find-cohort-with-members',
  `select ${groupColumns(true, '$3::text')} from cohort c where ${visible}`,
);

const insertCohort = statement(
  'insert-cohort',
  `with known as materialized (
    select id from member where organization_id = $1 and id = any($8::uuid[]) and deleted_at is null
    order by id for share
  ), unknown as materialized (
    select id from unnest($8::uuid[]) as named (id) except select id from known
  ), fresh as (
    insert into cohort (organization_id, id, display_name, display_name_key, external_id, resource, compare)
    select $1, $2::uuid, $3::text, $4::text, $5::text, $6::jsonb, $7::jsonb where not exists (select from unknown)
    on conflict (organization_id, display_name_key) do nothing
    returning id, version, created_at, last_modified
  ), joined as (
    insert into cohort_member (organization_id, cohort_id, member_id)
    select $1, fresh.id, added.id from fresh, unnest($8::uuid[]) as added (id) returning member_id
  ), remembered as (
    insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, request_id, detail)
    select $1, member_id, 'cohort-joined', $9, $10, 'directory', $12,
      jsonb_build_object('cohortId', $2::uuid, 'cohortName', $3::text)
    from joined
  ), recorded as (
    insert into provisioning_event (organization_id, request_id, actor_id, actor_name, operation, resource_type,
      resource_id, resource_name, outcome, status, changes)
    select $1, $12, $11, $10, 'create', 'Group', id, $3, 'applied', 201, $13 from fresh
  )
  select (select array_agg(id) from (select id from unknown limit 10) as first_unknown) as unknown,
    fresh.version, fresh.created_at, fresh.last_modified
  from (select 1) as one left join fresh on true`,
);

const lockCohort = statement(
  'lock-cohort',
  `select version = any($3::bigint[]) or $3 is null as matched from cohort
   where organization_id = $1 and id = $2 for update`,
);

const deleteCohort = statement(
  'delete-cohort',
  `with gone as (
    delete from cohort_member where organization_id = $1 and cohort_id = $2 returning member_id
  ), deleted as (
    delete from cohort where organization_id = $1 and id = $2 returning id, display_name
  ), remembered as (
    insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, request_id, detail)
    select $1, gone.member_id, 'cohort-left', $3, $4, 'directory', $6,
      jsonb_build_object('cohortId', deleted.id, 'cohortName', deleted.display_name)
    from gone, deleted
  )
  insert into provisioning_event (organization_id, request_id, actor_id, actor_name, operation, resource_type,
    resource_id, resource_name, outcome, status)
  select $1, $6, $5, $4, 'delete', 'Group', id, display_name, 'applied', 204 from deleted`,
);

/** Cohorts as rows, and who belongs to them. The statements also write what the records say. */
@Injectable()
export class CohortRepository {
  /** @param endpoint what the references to members begin with */
  async find(scope: TenantScope, id: string, withMembers: boolean, endpoint: string): Promise<ResourceRow | undefined> {
    const [row] = withMembers
      ? await scope.query<ResourceRow>(findCohortWithMembers, [id, endpoint])
      : await scope.query<ResourceRow>(findCohort, [id]);
    return row;
  }

  /** Reads a cohort in order to change it: the version goes into the change. */
  async read(scope: TenantScope, id: string): Promise<CohortRow | undefined> {
    const [row] = await scope.query<CohortRow>(readCohort, [id]);
    return row;
  }

  /**
   * Creates the cohort with its members and the records of it, or nothing when a member is not there: `unknown` says
   * so.
   */
  async create(
    scope: TenantScope,
    origin: Origin,
    cohort: { id: string; columns: CohortColumns; memberIds: readonly string[]; changes: readonly object[] },
  ): Promise<CohortCreated> {
    const { columns } = cohort;
    const [row] = await scope.query<CohortCreated>(insertCohort, [
      cohort.id,
      columns.displayName,
      columns.displayNameKey,
      columns.externalId,
      JSON.stringify(columns.resource),
      JSON.stringify(columns.compare),
      cohort.memberIds,
      ...originValues(origin),
      JSON.stringify(cohort.changes),
    ]);
    return row ?? { unknown: null };
  }

  /** See `changeCohort`. */
  change(scope: TenantScope, origin: Origin, change: CohortChange): Promise<CohortChanged> {
    return changeCohort(scope, origin, change);
  }

  /**
   * Deletes a cohort; its members stay members. Runs in a transaction: the rows are read after the lock is held.
   *
   * @param versions it is deleted only at one of these; null: at any
   */
  async delete(
    scope: TenantScope,
    origin: Origin,
    id: string,
    versions: readonly number[] | null,
  ): Promise<'deleted' | 'unknown' | 'other-version'> {
    const [locked] = await scope.query<{ matched: boolean }>(lockCohort, [id, versions]);
    if (locked === undefined) return 'unknown';
    if (!locked.matched) return 'other-version';
    await scope.query(deleteCohort, [id, ...originValues(origin)]);
    return 'deleted';
  }
}
