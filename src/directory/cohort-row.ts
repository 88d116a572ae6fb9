import type { JsonObject } from '../scim-core/json/json-value.js';
import type { StoredVersion } from './member-row.js';

/** A cohort as the directory sees it, without its members. */
export interface CohortRow extends StoredVersion {
  readonly id: string;
  readonly resource: JsonObject;
}
