import type { StoredVersion } from '../../directory/member-row.js';
import type { JsonObject } from '../../scim-core/json/json-value.js';
import { entityTag } from '../wire/entity-tag.js';

/** The `meta` attribute (RFC 7643 section 3.1). */
export function presentMeta(resourceType: 'User' | 'Group', row: StoredVersion, location: string): JsonObject {
  return {
    resourceType,
    created: row.created_at.toISOString(),
    lastModified: row.last_modified.toISOString(),
    location,
    version: entityTag(row.version),
  };
}
