import type { StoredVersion } from './member-row.js';

/** A member or a cohort as it is shown: the database writes its JSON, so that nobody has to read it only to write it. */
export interface ResourceRow extends StoredVersion {
  readonly id: string;
  /** What is stored, as JSON: an object that is never empty, without `schemas`, `id` and `meta`. */
  readonly resource: string;
  /** Whether it has attributes of the enterprise extension. */
  readonly extended: boolean;
  /** `groups` of a user or `members` of a group, as JSON; null when there are none, or none were asked for. */
  readonly apart: string | null;
}
