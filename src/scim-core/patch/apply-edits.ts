import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.js';
import { badRequest } from '../messages/scim-error.js';
import { shorten } from '../path/patch-path.js';
import type { ResourceType } from '../schema/resource-type.js';
import { applyEdit } from './apply-edit.js';
import type { AttributeEdit } from './attribute-edit.js';
import { resourceChanges, type ResourceChange } from './resource-changes.js';

/** With these limits no PATCH keeps the process busy for long. */
const MAX_EDITS = 500;
const MAX_PATH_LENGTH = 512;
/** Entries of lists that all edits together look at. */
const MAX_ENTRIES_VISITED = 50_000;

/** What came of edits. */
export interface EditResult {
  readonly resource: JsonObject;
  /** False when the resource is as it was: then neither version nor `lastModified` may move. */
  readonly changed: boolean;
  readonly changes: readonly ResourceChange[];
}

/**
 * Applies edits in order, each seeing what the earlier ones did.
 *
 * @param resource canonical, as stored; it is not changed
 * @param edits from `normalizeOperation`, or the `edit` steps of `planGroupPatch`
 * @param type its resource type
 * @throws ScimError 400 `noTarget`, `mutability` or `invalidValue`
 */
export function applyEdits(resource: JsonObject, edits: readonly AttributeEdit[], type: ResourceType): EditResult {
  checkEdits(edits);
  let after = resource;
  let visited = 0;
  for (const edit of edits) {
    visited += lengthOf(after[edit.path.attribute.name]) + lengthOf(edit.value);
    if (visited > MAX_ENTRIES_VISITED) throw badRequest('invalidValue', 'The PATCH does too much to long lists.');
    after = applyEdit(after, edit);
  }
  const changes = resourceChanges(resource, after, type);
  return { resource: after, changed: changes.length > 0, changes };
}

function checkEdits(edits: readonly AttributeEdit[]): void {
  if (edits.length > MAX_EDITS) {
    throw badRequest('invalidValue', `A PATCH can set at most ${MAX_EDITS} attributes.`);
  }
  const tooLong = edits.find(({ path }) => path.text.length > MAX_PATH_LENGTH);
  if (tooLong !== undefined) throw badRequest('invalidPath', `The path '${shorten(tooLong.path.text)}' is too long.`);
}

function lengthOf(value: JsonValue | undefined): number {
  if (Array.isArray(value)) return value.length;
  return isJsonObject(value) ? 1 : 0;
}
