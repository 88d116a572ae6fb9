import type { JsonObject } from '../json/json-value.js';
import type { ResourceType } from '../schema/resource-type.js';
import { applyEdits, type EditResult } from './apply-edits.js';
import { normalizeOperation } from './normalize-operation.js';
import type { PatchRequest } from './patch-request.js';

/** What came of a PATCH. */
export interface PatchResult extends EditResult {
  /** Keys that no schema knows, for the log. */
  readonly ignored: readonly string[];
}

/**
 * Applies a PATCH to a stored resource (RFC 7644 section 3.5.2, and every shape that Entra sends). Operations
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
