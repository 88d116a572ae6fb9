import type { CohortRow } from '../../directory/cohort-row.js';
import type { JsonObject } from '../../scim-core/json/json-value.js';
import { project } from '../../scim-core/resource/project.js';
import type { Projection } from '../../scim-core/resource/projection.js';
import { GROUP } from '../../scim-core/schema/resource-type.js';
import type { ScimLocations } from '../scim-locations.js';
import { presentMeta } from './present-meta.js';

/** A cohort as the Group of an answer to a write, without its members. */
export function presentGroup(row: CohortRow, projection: Projection, locations: ScimLocations): JsonObject {
  const whole: JsonObject = {
    ...row.resource,
    id: row.id,
    meta: presentMeta('Group', row, locations.group(row.id)),
  };
  return project(whole, GROUP, projection);
}
