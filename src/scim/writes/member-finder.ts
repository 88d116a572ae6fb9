import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import type { MembershipChange } from '../../directory/membership-change.js';
import type { Filter } from '../../scim-core/filter/filter.js';
import { filterToSql } from '../filter/filter-to-sql.js';
import { memberEntryPlace } from '../filter/group-place.js';
import { SqlParameters } from '../filter/sql-parameters.js';
import type { ScimLocations } from '../scim-locations.js';

/** Finds the members of a group that a PATCH names by a filter such as `members[display sw "J"]`. */
@Injectable()
export class MemberFinder {
  /**
   * @param among the group, and what earlier steps of the same request make of its membership
   * @returns the ids of those for whom the filter holds
   */
  async find(
    scope: TenantScope,
    among: { cohortId: string; change: MembershipChange; filter: Filter; locations: ScimLocations },
  ): Promise<string[]> {
    const { cohortId, change, filter, locations } = among;
    const parameters = new SqlParameters();
    const condition = filterToSql(filter, memberEntryPlace('m', locations), parameters);
    const added = `m.id = any(${parameters.add(change.add, 'uuid[]')})`;
    const present = () => `m.id in (select member_id from cohort_member
      where organization_id = $1 and cohort_id = ${parameters.add(cohortId, 'uuid')})`;
    const rows = await scope.query<{ id: string }>(
      `select m.id from member m where m.organization_id = $1 and m.deleted_at is null
         and (${change.exact ? added : `${added} or ${present()}`}) and (${condition})`,
      parameters.values,
    );
    return rows.map(({ id }) => id);
  }
}
