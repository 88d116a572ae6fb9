import { Injectable } from '@nestjs/common';
import { compareKey } from '../../common/compare-key.js';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import { Keyset, type KeysetRow } from '../listing/keyset.js';
import { Parameters } from '../listing/parameters.js';
import type { CohortAnswer, CohortQuery } from './cohort.dto.js';

const byName = new Keyset(
  [
    { sql: 'c.display_name_key', type: 'text' },
    { sql: 'c.id', type: 'uuid' },
  ],
  'asc',
);

const cohortExists = statement(
  'admin-cohort-exists',
  `select 1 as one from cohort where organization_id = $1 and id = $2::uuid`,
);

/** Reads cohorts with their sizes. */
@Injectable()
export class CohortViewRepository {
  /** @returns one row more than `limit` when there is a next page */
  page(scope: TenantScope, query: CohortQuery): Promise<(CohortAnswer & KeysetRow)[]> {
    const parameters = new Parameters();
    const conditions = [...conditionsOf(query, parameters), byName.after(query.cursor, parameters)];
    const text = `with page as materialized (
        select c.* from cohort c where ${conditions.join(' and ')}
        order by ${byName.order} limit ${parameters.add(query.limit + 1)}
      )
      select c.id, c.display_name as name, c.external_id as "externalId", c.created_at as "createdAt", ${byName.pageKey},
        (select count(*) from cohort_member cm where cm.organization_id = $1 and cm.cohort_id = c.id) as size
      from page c order by ${byName.order}`;
    return scope.query(text, parameters.values);
  }

  /** How many cohorts a filter finds. */
  async count(scope: TenantScope, query: CohortQuery): Promise<number> {
    const parameters = new Parameters();
    const text = `select count(*) as count from cohort c where ${conditionsOf(query, parameters).join(' and ')}`;
    const [row] = await scope.query<{ count: number }>(text, parameters.values);
    return row?.count ?? 0;
  }

  /** Whether the organization has the cohort. */
  async exists(scope: TenantScope, cohortId: string): Promise<boolean> {
    return (await scope.query(cohortExists, [cohortId])).length > 0;
  }
}

function conditionsOf({ q }: CohortQuery, parameters: Parameters): string[] {
  const tenant = 'c.organization_id = $1';
  if (q === undefined) return [tenant];
  // Not `like`: % and _ are letters of a name.
  return [tenant, `position(${parameters.add(compareKey(q))}::text in c.display_name_key) > 0`];
}
