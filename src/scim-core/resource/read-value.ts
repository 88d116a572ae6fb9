import { isJsonObject, membersByLowerName, type JsonObject, type JsonValue } from '../json/json-value.js';
import { withoutRepetitions } from '../json/canonical-json.js';
import { badRequest, type ScimError } from '../messages/scim-error.js';
import { findSubAttribute, type AttributeDefinition } from '../schema/attribute-definition.js';
import { readSimpleValue } from './read-simple-value.js';

/** More entries than this in one attribute of one resource are refused. */
export const MAX_ENTRIES = 500;

/** Sub-attributes that only label an entry: without any other it says nothing. */
const LABELS: ReadonlySet<string> = new Set(['type', 'primary']);

/**
 * Brings what a client sent for one attribute into canonical form, taking the shapes that Entra sends: booleans as
 * strings, a bare value for a complex one, an array around a single value, null and "" for "no value". Texts are kept
 * as they are, since Entra compares what it reads with what it wants.
 *
 * @param attribute what the value is for
 * @param raw the value as sent
 * @param path how to name the attribute in errors
 * @returns the canonical value, or undefined when it amounts to "unassigned"
 * @throws ScimError 400 `invalidValue`
 */
export function readValue(attribute: AttributeDefinition, raw: JsonValue, path: string): JsonValue | undefined {
  if (raw === null || raw === '') return undefined;
  return attribute.multiValued ? readEntries(attribute, raw, path) : readSingle(attribute, raw, path);
}

/** One value: of a single-valued attribute, or one entry of a multi-valued one. */
export function readSingle(attribute: AttributeDefinition, raw: JsonValue, path: string): JsonValue | undefined {
  const value = unwrapSingle(raw, path);
  if (value === null || value === '') return undefined;
  if (attribute.type !== 'complex') return readSimpleValue(attribute, raw, path);
  return readComplex(attribute, isJsonObject(value) ? value : asObject(attribute, value, path), path);
}

/** True when nothing but labels is left of an entry. */
export function isOnlyLabelled(entry: JsonObject): boolean {
  return Object.keys(entry).every((name) => LABELS.has(name));
}

function readEntries(attribute: AttributeDefinition, raw: JsonValue, path: string): JsonValue | undefined {
  const entries: JsonValue[] = [];
  const sent = Array.isArray(raw) ? raw : [raw];
  if (sent.length > MAX_ENTRIES) throw tooManyEntries(path);
  for (const item of sent) {
    if (Array.isArray(item)) throw badRequest('invalidValue', `'${path}' takes no list of lists.`);
    const entry = readSingle(attribute, item, path);
    if (entry !== undefined) entries.push(entry);
  }
  const kept = withoutRepetitions(entries);
  if (kept.filter((entry) => isJsonObject(entry) && entry['primary'] === true).length > 1) {
    throw badRequest('invalidValue', `Only one entry of '${path}' can be primary.`);
  }
  return kept.length === 0 ? undefined : kept;
}

function readComplex(attribute: AttributeDefinition, sent: JsonObject, path: string): JsonObject | undefined {
  const members = membersByLowerName(sent);
  const result: JsonObject = {};
  let emptied = false;
  for (const sub of attribute.subAttributes) {
    const raw = members.get(sub.key);
    if (raw === undefined || sub.mutability === 'readOnly') continue;
    const value = readValue(sub, raw, `${path}.${sub.name}`);
    if (value === undefined) emptied ||= !LABELS.has(sub.name);
    else result[sub.name] = value;
  }
  const says = Object.keys(result).length > 0 && !(emptied && isOnlyLabelled(result));
  return says ? result : undefined;
}

/** Entra wraps a single complex value into an array of one: `"value": [{ "$ref": null, "value": "…" }]`. */
export function unwrapSingle(raw: JsonValue, path: string): JsonValue {
  if (!Array.isArray(raw)) return raw;
  if (raw.length > 1) throw badRequest('invalidValue', `'${path}' takes one value, not ${raw.length}.`);
  const [only = null] = raw;
  if (Array.isArray(only)) throw badRequest('invalidValue', `'${path}' takes no list of lists.`);
  return only;
}

function asObject(attribute: AttributeDefinition, value: JsonValue, path: string): JsonObject {
  if (findSubAttribute(attribute, 'value') === undefined) {
    throw badRequest('invalidValue', `'${path}' takes an object with sub-attributes.`);
  }
  return { value };
}

/**
 * The refusal of more than `MAX_ENTRIES` values of one attribute.
 *
 * @param path of the attribute, as the client wrote it
 */
export function tooManyEntries(path: string): ScimError {
  return badRequest('invalidValue', `'${path}' has more than ${MAX_ENTRIES} entries.`);
}
