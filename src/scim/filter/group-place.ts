import { GROUP } from '../../scim-core/schema/resource-type.js';
import type { ScimLocations } from '../scim-locations.js';
import { ColumnsPlace, CommonPlace, isOurId } from './common-places.js';
import { JsonPlace } from './json-place.js';
import type { SqlParameters } from './sql-parameters.js';
import type { SqlEntries, SqlPlace, SqlValue } from './sql-place.js';

/** The row `cohort c`, asked about as a Group. */
export class GroupPlace implements SqlPlace {
  private readonly common: CommonPlace;
  private readonly json = new JsonPlace('c.compare');

  constructor(private readonly locations: ScimLocations) {
    this.common = new CommonPlace('c', GROUP, locations.groups);
  }

  value(path: readonly string[], parameters: SqlParameters): SqlValue | undefined {
    switch (path.join('.')) {
      case 'displayName':
        return { text: 'c.display_name_key', type: 'text' };
      case 'externalId':
        return { text: 'c.external_id', type: 'text' };
      default:
        return this.common.value(path, parameters) ?? this.json.value(path);
    }
  }

  entries(path: readonly string[], parameters: SqlParameters): SqlEntries | undefined {
    if (path.join('.') !== 'members') return this.common.entries(path, parameters) ?? this.json.entries(path);
    return {
      from: `(select gm.id, gm.name_key, gm.seq from cohort_member gcm
        join member gm on gm.organization_id = $1 and gm.id = gcm.member_id
        where gcm.organization_id = $1 and gcm.cohort_id = c.id) as belonging`,
      order: 'belonging.seq',
      entry: memberEntryPlace('belonging', this.locations),
    };
  }

  equals(path: readonly string[], key: string, parameters: SqlParameters): string | undefined {
    switch (path.join('.')) {
      case 'displayName':
        return `c.display_name_key = ${parameters.add(key, 'text')}`;
      case 'externalId':
        return `c.external_id = ${parameters.add(key, 'text')}`;
      case 'members.value':
        return isOurId(key) ? hasMember(parameters.add(key, 'uuid')) : 'false';
      default:
        return this.common.equals(path, key, parameters);
    }
  }
}

/** One entry of a group's `members`; `row` is the alias of a member's row. */
export function memberEntryPlace(row: string, locations: ScimLocations): SqlPlace {
  return new ColumnsPlace({
    value: `${row}.id::text`,
    $ref: (parameters) => `(${parameters.add(`${locations.users}/`, 'text')} || ${row}.id::text)`,
    display: `${row}.name_key`,
    type: `'user'::text`,
  });
}

function hasMember(memberId: string): string {
  return `c.id in (select gcm.cohort_id from cohort_member gcm
    where gcm.organization_id = $1 and gcm.member_id = ${memberId})`;
}
