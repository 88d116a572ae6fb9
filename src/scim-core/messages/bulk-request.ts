import { isJsonObject, membersByLowerName, type JsonValue } from '../json/json-value.js';
import { requireObject } from '../resource/read-resource.js';
import { RESOURCE_TYPES, type ResourceType } from '../schema/resource-type.js';
import { MAX_BULK_OPERATIONS } from './bulk-limits.js';
import { badRequest, ScimError } from './scim-error.js';

export const BULK_REQUEST_URN = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type BulkMethod = (typeof METHODS)[number];

/** What an operation of a bulk request is about, once understood. */
export interface BulkTarget {
  readonly method: BulkMethod;
  readonly type: ResourceType;
  /** Null for POST; may be `bulkId:…`. */
  readonly id: string | null;
  /** Null for DELETE. */
  readonly data: JsonValue;
}

/** One operation of a bulk request; the answer repeats `method` and `bulkId` whatever comes of it. */
export interface BulkOperation {
  readonly method: string;
  readonly bulkId: string | undefined;
  /** The expected version, as in If-Match. */
  readonly version: string | undefined;
  /** What to do, or why it cannot be done. */
  readonly target: BulkTarget | ScimError;
}

/** A bulk request (RFC 7644 section 3.7). */
export interface BulkRequest {
  /** After so many failed operations the rest is left undone; null when there is no limit. */
  readonly failOnErrors: number | null;
  readonly operations: readonly BulkOperation[];
}

type Fields = ReadonlyMap<string, JsonValue>;

/**
 * Reads a bulk request. What is wrong with one operation is that operation's error and no reason to refuse the others.
 *
 * @throws ScimError 400 `invalidSyntax` or `invalidValue` for the envelope, 413 for too many operations
 */
export function parseBulkRequest(body: JsonValue): BulkRequest {
  const members = requireObject(body);
  checkSchemas(members.get('schemas') ?? null);
  const operations = members.get('operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw badRequest('invalidSyntax', "A bulk request needs 'Operations': a list of at least one operation.");
  }
  if (operations.length > MAX_BULK_OPERATIONS) {
    throw new ScimError(413, `A bulk request can have at most ${MAX_BULK_OPERATIONS} operations (maxOperations).`);
  }
  const seen = new Set<string>();
  return {
    failOnErrors: readFailOnErrors(members.get('failonerrors') ?? null),
    operations: operations.map((operation) => readOperation(operation, seen)),
  };
}

function checkSchemas(raw: JsonValue): void {
  if (raw === null) return;
  const urns = Array.isArray(raw) ? raw : [raw];
  if (!urns.some((urn) => typeof urn === 'string' && urn.toLowerCase() === BULK_REQUEST_URN.toLowerCase())) {
    throw badRequest('invalidSyntax', `The 'schemas' of a bulk request must be ["${BULK_REQUEST_URN}"].`);
  }
}

function readFailOnErrors(raw: JsonValue): number | null {
  if (raw === null) return null;
  if (typeof raw === 'number' && Number.isInteger(raw) && raw >= 1) return raw;
  throw badRequest('invalidValue', "'failOnErrors' must be a whole number of at least 1.");
}

function readOperation(raw: JsonValue, seen: Set<string>): BulkOperation {
  const fields: Fields = isJsonObject(raw) ? membersByLowerName(raw) : new Map();
  const method = textOf(fields, 'method')?.toUpperCase() ?? '';
  const bulkId = textOf(fields, 'bulkid');
  const isTwice = bulkId !== undefined && seen.has(bulkId);
  if (bulkId !== undefined) seen.add(bulkId);
  const target = isTwice
    ? badRequest('invalidValue', `The bulkId '${bulkId.slice(0, 200)}' is used twice.`)
    : readTarget(method, bulkId, fields);
  return { method: method.slice(0, 20), bulkId, version: textOf(fields, 'version'), target };
}

function readTarget(name: string, bulkId: string | undefined, fields: Fields): BulkTarget | ScimError {
  const method = METHODS.find((candidate) => candidate === name);
  if (method === undefined) return badRequest('invalidSyntax', "'method' must be POST, PUT, PATCH or DELETE.");
  const [, endpoint = '', id = null, ...more] = (textOf(fields, 'path') ?? '').replace(/\/$/, '').split('/');
  const type = RESOURCE_TYPES.find((candidate) => candidate.endpoint.toLowerCase() === `/${endpoint.toLowerCase()}`);
  if (type === undefined || more.length > 0 || id === '') {
    return new ScimError(404, "'path' must be /Users, /Groups or one of their resources.");
  }
  if ((method === 'POST') !== (id === null)) return new ScimError(405, `${method} does not go with this 'path'.`);
  if (method === 'POST' && bulkId === undefined) return badRequest('invalidValue', "A POST needs a 'bulkId'.");
  const data = fields.get('data') ?? null;
  if (method !== 'DELETE' && !isJsonObject(data)) return badRequest('invalidSyntax', `${method} needs 'data'.`);
  return { method, type, id, data };
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
