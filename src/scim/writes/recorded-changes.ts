import type { JsonObject, JsonValue } from '../../scim-core/json/json-value.js';
import type { ResourceChange } from '../../scim-core/patch/resource-changes.js';
import { resourceChanges } from '../../scim-core/patch/resource-changes.js';
import { ENTERPRISE_USER_URN } from '../../scim-core/schema/enterprise-user-schema.js';
import type { ResourceType } from '../../scim-core/schema/resource-type.js';

/** A change as the provisioning record keeps it; without values where those are nobody's business. */
export type RecordedChange = ResourceChange | { readonly path: string };

/** Attributes whose values an administrator needs to understand what the directory did. */
const shown: ReadonlySet<string> = new Set([
  'userName',
  'externalId',
  'active',
  'displayName',
  'title',
  'emails',
  ...['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].map(
    (part) => `name.${part}`,
  ),
  ...['department', 'employeeNumber', 'manager'].map((name) => `${ENTERPRISE_USER_URN}:${name}`),
]);

const longestValue = 2_000;

/**
 * What the record says about a write: old and new values of the attributes that matter, only the names of the others.
 *
 * @param before the stored resource; empty when it is created
 */
export function recordedChanges(before: JsonObject, after: JsonObject, type: ResourceType): RecordedChange[] {
  return resourceChanges(before, after, type).map(recorded);
}

/** A change as it is kept: values only of attributes that may be shown, long ones shortened. */
export function recorded(change: ResourceChange): RecordedChange {
  if (!shown.has(change.path)) return { path: change.path };
  return { path: change.path, before: shortened(change.before), after: shortened(change.after) };
}

function shortened(value: JsonValue): JsonValue {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= longestValue) return value;
  // Half a surrogate pair at the cut could not be stored.
  return `${text.slice(0, longestValue).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
