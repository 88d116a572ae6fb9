import { compareKey } from '../common/compare-key.js';
import type { JsonObject } from '../scim-core/json/json-value.js';
import { compareForm } from '../scim-core/resource/compare-form.js';
import { GROUP } from '../scim-core/schema/resource-type.js';

/** What a cohort's row repeats of the group that the directory sent. */
export interface CohortColumns {
  readonly displayName: string;
  readonly displayNameKey: string;
  readonly externalId: string | null;
  readonly resource: JsonObject;
  readonly compare: JsonObject;
}

/** Derives the columns from a canonical group (of `readGroup` or `applyEdits`), which is without its members. */
export function cohortColumns(resource: JsonObject): CohortColumns {
  const { displayName, externalId } = resource;
  const name = typeof displayName === 'string' ? displayName : '';
  return {
    displayName: name,
    displayNameKey: compareKey(name),
    externalId: typeof externalId === 'string' ? externalId : null,
    resource,
    compare: compareForm(resource, GROUP),
  };
}
