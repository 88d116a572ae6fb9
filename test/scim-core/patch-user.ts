import type { JsonObject, JsonValue } from '../../src/scim-core/json/json-value.js';
import { applyPatch, type PatchResult } from '../../src/scim-core/patch/apply-patch.js';
import { readPatchRequest } from '../../src/scim-core/patch/patch-request.js';
import { USER } from '../../src/scim-core/schema/resource-type.js';

/** One PATCH operation as a client writes it. */
export type Operation = Record<string, JsonValue>;

/** Patches a stored user with operations. */
export function patchUser(before: JsonObject, ...operations: Operation[]): PatchResult {
  return applyPatch(before, readPatchRequest({ Operations: operations }), USER);
}
