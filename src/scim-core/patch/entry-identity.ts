import { comparable } from '../filter/filter-value.js';
import { canonicalJson } from '../json/canonical-json.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.js';
import { findSubAttribute, type AttributeDefinition } from '../schema/attribute-definition.js';

/**
 * Adds entries that are not there yet. An entry with the same `type` and `value` is the same entry: it takes over what
 * is said anew. A role is known by its `value` alone and stays as it is: Entra
 * adds app roles again and again.
 */
export function addEntries(
  attribute: AttributeDefinition,
  before: readonly JsonValue[],
  added: readonly JsonValue[],
): JsonValue[] {
  const after = [...before];
  const exact = new Set(before.map(canonicalJson));
  const places = new Map<string, number>();
  for (const [at, entry] of before.entries()) {
    const identity = identityOf(attribute, entry);
    if (!places.has(identity)) places.set(identity, at);
  }
  for (const entry of added) {
    if (exact.has(canonicalJson(entry))) continue;
    const identity = identityOf(attribute, entry);
    const at = places.get(identity) ?? after.length;
    places.set(identity, at);
    after[at] = merged(attribute, after[at], entry);
  }
  return after;
}

/** Takes away the listed entries: those with the same `value` and, where the list names one, the same `type`. */
export function removeEntries(
  attribute: AttributeDefinition,
  before: readonly JsonValue[],
  listed: readonly JsonValue[],
): JsonValue[] {
  const keys = new Set(listed.map((entry) => keyOf(attribute, entry, isJsonObject(entry) && 'type' in entry)));
  return before.filter(
    (present) => !keys.has(keyOf(attribute, present, true)) && !keys.has(keyOf(attribute, present, false)),
  );
}

function merged(attribute: AttributeDefinition, present: JsonValue | undefined, entry: JsonValue): JsonValue {
  if (attribute.name === 'roles' || !isJsonObject(present) || !isJsonObject(entry)) return present ?? entry;
  return { ...present, ...entry };
}

function identityOf(attribute: AttributeDefinition, entry: JsonValue): string {
  return keyOf(attribute, entry, attribute.name !== 'roles');
}

/** What an entry is known by: its `value`, with or without its `type`; without a `value`, all of it. */
function keyOf(attribute: AttributeDefinition, entry: JsonValue, withType: boolean): string {
  if (!isJsonObject(entry) || entry['value'] === undefined) return canonicalJson(entry);
  const value = comparableSub(attribute, 'value', entry);
  return JSON.stringify(withType ? [value, comparableSub(attribute, 'type', entry)] : [value]);
}

function comparableSub(attribute: AttributeDefinition, name: string, entry: JsonObject): JsonValue {
  const sub = findSubAttribute(attribute, name);
  const value = entry[name] ?? null;
  return typeof value === 'string' && sub !== undefined ? comparable(sub, value) : value;
}
