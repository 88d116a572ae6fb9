import { isJsonObject, membersByLowerName, type JsonValue } from '../json/json-value.js';
import { badRequest } from '../messages/scim-error.js';
import { requireObject } from '../resource/read-resource.js';

export const PATCH_URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** One operation as sent, with its name in lower case. */
export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  /** Undefined when left out, null or empty. */
  readonly path: string | undefined;
  /** Undefined only when the operation had no `value` at all: for members that is a difference. */
  readonly value: JsonValue | undefined;
}

/** The operations of a PATCH in order. */
export interface PatchRequest {
  readonly operations: readonly PatchOperation[];
}

const MAX_OPERATIONS = 10_000;
const PATCH_KEY = PATCH_URN.toLowerCase();

/**
 * Reads the envelope of a PATCH (RFC 7644 section 3.5.2); names and operation names in any case, `schemas` may be missing.
 *
 * @throws ScimError 400 `invalidSyntax` when it is none
 */
export function readPatchRequest(body: JsonValue): PatchRequest {
  const members = requireObject(body);
  checkSchemas(members.get('schemas') ?? null);
  const operations = members.get('operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw badRequest('invalidSyntax', "A PATCH needs 'Operations': a list of at least one operation.");
  }
  if (operations.length > MAX_OPERATIONS) {
    throw badRequest('invalidSyntax', `A PATCH can have at most ${MAX_OPERATIONS} operations.`);
  }
  return { operations: operations.map(readOperation) };
}

function checkSchemas(raw: JsonValue): void {
  if (raw === null || (Array.isArray(raw) && raw.length === 0)) return;
  const urns = Array.isArray(raw) ? raw : [raw];
  if (!urns.some((urn) => typeof urn === 'string' && urn.toLowerCase() === PATCH_KEY)) {
    throw badRequest('invalidSyntax', `The 'schemas' of a PATCH must be ["${PATCH_URN}"].`);
  }
}

function readOperation(raw: JsonValue): PatchOperation {
  if (!isJsonObject(raw)) throw badRequest('invalidSyntax', 'Every PATCH operation must be an object.');
  const fields = membersByLowerName(raw);
  const op = fields.get('op');
  const name = typeof op === 'string' ? op.toLowerCase() : undefined;
  if (name !== 'add' && name !== 'replace' && name !== 'remove') {
    throw badRequest('invalidSyntax', "The 'op' of a PATCH operation must be add, replace or remove.");
  }
  const path = fields.get('path') ?? '';
  if (typeof path !== 'string') throw badRequest('invalidPath', "The 'path' of a PATCH operation must be text.");
  return { op: name, path: path.trim() === '' ? undefined : path, value: fields.get('value') };
}
