import type { JsonObject } from '../json/json-value.js';
import { badRequest } from '../messages/scim-error.js';
import { shorten } from '../path/patch-path.js';
import type { ResourceType } from '../schema/resource-type.js';
import { applyEdit } from './apply-edit.js';
import type { AttributeEdit } from './attribute-edit.js';
import { normalizeOperation } from './normalize-operation.js';
import type { PatchRequest } from './patch-request.js';
import { resourceChanges, type ResourceChange } from './resource-changes.js';

/** With these and the limit on entries, no PATCH keeps the process busy for long. */
const MAX_EDITS = 500;
const MAX_PATH_LENGTH = 512;

/** What came of a PATCH. */
export interface PatchResult {
  readonly resource: JsonObject;
  /** False when the resource is as it was: then neither version nor `lastModified` may move. */
  readonly changed: boolean;
  readonly changes: readonly ResourceChange[];
  /** Keys that no schema knows, for the log. */
  readonly ignored: readonly string[];
}

/**
 * Applies a PATCH to a stored resource (RFC 7644 section 3.5.2 and all shapes that Entra sends, entra-scim 11). Operations
 * see what earlier ones did; any error leaves the given resource as it was.
 *
 * @param resource canonical, as stored; it is not changed
 * @param request from `readPatchRequest`
 * @param type its resource type; members of groups are planned by `planGroupPatch` instead
 * @throws ScimError 400 `invalidPath`, `noTarget`, `mutability` or `invalidValue`
 */
export function applyPatch(resource: JsonObject, request: PatchRequest, type: ResourceType): PatchResult {
  const operations = request.operations.map((operation) => normalizeOperation(operation, type));
  const edits = operations.flatMap(({ edits }) => edits);
  const ignored = operations.flatMap(({ ignored }) => ignored);
  return { ...applyEdits(resource, edits, type), ignored };
}

/** Applies edits in order; see `applyPatch`. */
export function applyEdits(
  resource: JsonObject,
  edits: readonly AttributeEdit[],
  type: ResourceType,
): Omit<PatchResult, 'ignored'> {
  if (edits.length > MAX_EDITS) {
    throw badRequest('invalidValue', `A PATCH can set at most ${MAX_EDITS} attributes.`);
  }
  const tooLong = edits.find(({ path }) => path.text.length > MAX_PATH_LENGTH);
  if (tooLong !== undefined) throw badRequest('invalidPath', `The path '${shorten(tooLong.path.text)}' is too long.`);
  const after = edits.reduce(applyEdit, resource);
  const changes = resourceChanges(resource, after, type);
  return { resource: after, changed: changes.length > 0, changes };
}
