import type { CohortRow } from '../../directory/cohort-row.js';
import type { MemberRow } from '../../directory/member-row.js';
import type { JsonObject } from '../../scim-core/json/json-value.js';
import type { Projection } from '../../scim-core/resource/projection.js';
import { presentGroup } from '../resources/present-group.js';
import { presentUser } from '../resources/present-user.js';
import type { ScimLocations } from '../scim-locations.js';
import type { ListedRow } from './list.repository.js';
import { LISTED_USERS, type ListedType } from './listed-type.js';

/** A row of a list as the resource of an answer. */
export function presentRow(
  listed: ListedType,
  row: ListedRow,
  projection: Projection,
  locations: ScimLocations,
): JsonObject {
  return listed === LISTED_USERS
    ? presentUser(row as MemberRow, projection, locations)
    : presentGroup(row as CohortRow, projection, locations);
}
