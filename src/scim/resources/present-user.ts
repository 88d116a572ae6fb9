import type { MemberCohort, MemberRow } from '../../directory/member-row.js';
import { isJsonObject, type JsonObject } from '../../scim-core/json/json-value.js';
import { project } from '../../scim-core/resource/project.js';
import type { Projection } from '../../scim-core/resource/projection.js';
import { ENTERPRISE_USER_URN } from '../../scim-core/schema/enterprise-user-schema.js';
import { USER } from '../../scim-core/schema/resource-type.js';
import type { ScimLocations } from '../scim-locations.js';
import { presentMeta } from './present-meta.js';

/** A member as the User of an answer to a write. */
export function presentUser(row: MemberRow, projection: Projection, locations: ScimLocations): JsonObject {
  const { resource } = row;
  const extension = resource[ENTERPRISE_USER_URN];
  const managed = isJsonObject(extension) ? withManager(extension, row.manager_name, locations) : undefined;
  const whole: JsonObject = {
    ...resource,
    ...(managed === undefined ? {} : { [ENTERPRISE_USER_URN]: managed }),
    id: row.id,
    meta: presentMeta('User', row, locations.user(row.id)),
    ...(row.cohorts === null ? {} : { groups: row.cohorts.map((cohort) => presentCohort(cohort, locations)) }),
  };
  return project(whole, USER, projection);
}

/** `$ref` and `displayName` only of a manager who is a member: the directory may name anybody. */
function withManager(extension: JsonObject, name: string | null, locations: ScimLocations): JsonObject | undefined {
  const { manager } = extension;
  if (name === null || !isJsonObject(manager) || typeof manager['value'] !== 'string') return undefined;
  const $ref = locations.user(manager['value']);
  return { ...extension, manager: { $ref, ...manager, displayName: name } };
}

function presentCohort({ value, display }: MemberCohort, locations: ScimLocations): JsonObject {
  return { value, $ref: locations.group(value), display, type: 'direct' };
}
