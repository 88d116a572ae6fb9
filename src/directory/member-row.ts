import type { JsonObject } from '../scim-core/json/json-value.js';

/** What the database keeps of a resource besides its content. */
export interface StoredVersion {
  readonly version: number;
  readonly created_at: Date;
  readonly last_modified: Date;
}

/** A cohort that a member belongs to. */
export interface MemberCohort {
  readonly value: string;
  readonly display: string;
}

/** A member as the directory sees it. */
export interface MemberRow extends StoredVersion {
  readonly id: string;
  readonly resource: JsonObject;
  /** The name of the member's manager, when the manager is a member too. */
  readonly manager_name: string | null;
  /** null when nobody belongs to any, or when they were not asked for. */
  readonly cohorts: MemberCohort[] | null;
}

/** A member as it is read to be changed. */
export interface MemberState extends MemberRow {
  readonly userName: string;
  readonly active: boolean;
  readonly name: string;
  readonly email: string | null;
  readonly name_by_hand: boolean;
}
