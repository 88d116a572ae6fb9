import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.js';
import { PATCH_URN } from '../patch/patch-request.js';
import { badRequest, ScimError } from './scim-error.js';

const PREFIX = 'bulkid:';

/** The ids of the resources made so far, by `bulkId`. */
export type ResolvedBulkIds = ReadonlyMap<string, string>;

/** The `bulkId`s that a piece of a bulk operation refers to with `bulkId:…` (RFC 7644 section 3.7.2). */
export function bulkReferences(value: JsonValue): Set<string> {
  const found = new Set<string>();
  collect(value, found);
  return found;
}

/**
 * Puts ids in the place of references.
 *
 * @throws ScimError 409 when a reference points at an operation that made nothing
 */
export function resolveReferences(value: JsonValue, ids: ResolvedBulkIds): JsonValue {
  if (typeof value === 'string') return resolveText(value, ids);
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, ids));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveReferences(inner, ids)]));
}

/** The data of a POST whose references go round in a circle, in two parts. */
export interface SplitData {
  /** What the resource can be made of now. */
  readonly now: JsonObject;
  /** A PATCH body that adds the rest, once its references can be resolved. */
  readonly later: JsonObject;
}

/**
 * Splits off what refers to resources that do not exist yet, attribute by attribute; extensions are looked into.
 *
 * @param data of a POST
 * @param ids the references that can be resolved already
 */
export function splitUnresolved(data: JsonObject, ids: ResolvedBulkIds): SplitData {
  const { now, later } = split(data, ids);
  return { now, later: { schemas: [PATCH_URN], Operations: [{ op: 'add', value: later }] } };
}

function split(data: JsonObject, ids: ResolvedBulkIds): { now: JsonObject; later: JsonObject } {
  const now: JsonObject = {};
  const later: JsonObject = {};
  for (const [key, value] of Object.entries(data)) {
    const open = [...bulkReferences(value)].some((reference) => !ids.has(reference));
    if (!open) {
      now[key] = value;
    } else if (key.toLowerCase().startsWith('urn:') && isJsonObject(value)) {
      const inner = split(value, ids);
      now[key] = inner.now;
      later[key] = inner.later;
    } else {
      later[key] = value;
    }
  }
  return { now, later };
}

function collect(value: JsonValue, found: Set<string>): void {
  if (typeof value === 'string') {
    const reference = referenceOf(value);
    if (reference !== undefined) found.add(reference);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
  } else if (isJsonObject(value)) {
    for (const inner of Object.values(value)) collect(inner, found);
  }
}

function resolveText(text: string, ids: ResolvedBulkIds): string {
  const reference = referenceOf(text);
  if (reference === undefined) return text;
  const id = ids.get(reference);
  if (id === undefined) {
    throw new ScimError(409, `'${text.slice(0, 200)}' refers to an operation that made no resource.`);
  }
  return id;
}

function referenceOf(text: string): string | undefined {
  return text.toLowerCase().startsWith(PREFIX) ? text.slice(PREFIX.length) : undefined;
}

/** The error of an operation that refers to a `bulkId` no POST of the request has. */
export function unknownReference(reference: string): ScimError {
  return badRequest('invalidValue', `No POST of this request has the bulkId '${reference.slice(0, 200)}'.`);
}
