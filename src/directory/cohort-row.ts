import type { JsonObject } from '../scim-core/json/json-value.js';
import type { StoredVersion } from './member-row.js';

/** A member of a cohort, as a group shows it. */
export interface CohortMember {
  readonly value: string;
  readonly display: string;
}

/** A cohort as the directory sees it. */
export interface CohortRow extends StoredVersion {
  readonly id: string;
  readonly resource: JsonObject;
  /** null when nobody belongs to it, or when they were not asked for. */
  readonly members: CohortMember[] | null;
}
