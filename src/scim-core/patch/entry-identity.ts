import { comparable } from '../filter/filter-value.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.js';
import { sameJson } from '../json/same-json.js';
import { findSubAttribute, type AttributeDefinition } from '../schema/attribute-definition.js';

/**
 * Adds entries that are not there yet. An entry with the same `type` and `value` is the same entry: it takes over what
 * is said anew. A role is known by its `value` alone and stays as it is (entra-scim 6.10).
 */
export function addEntries(
  attribute: AttributeDefinition,
  before: readonly JsonValue[],
  added: readonly JsonValue[],
): JsonValue[] {
  const after = [...before];
  for (const entry of added) {
    if (after.some((present) => sameJson(present, entry))) continue;
    const at = after.findIndex((present) => isSameEntry(attribute, present, entry));
    if (at === -1) after.push(entry);
    else after[at] = merged(attribute, after[at], entry);
  }
  return after;
}

/** Takes away the listed entries: those with the same `value` and, where the list names one, the same `type`. */
export function removeEntries(
  attribute: AttributeDefinition,
  before: readonly JsonValue[],
  listed: readonly JsonValue[],
): JsonValue[] {
  return before.filter((present) => !listed.some((entry) => isListed(attribute, present, entry)));
}

function merged(attribute: AttributeDefinition, present: JsonValue | undefined, entry: JsonValue): JsonValue {
  if (attribute.name === 'roles' || !isJsonObject(present) || !isJsonObject(entry)) return present ?? entry;
  return { ...present, ...entry };
}

function isSameEntry(attribute: AttributeDefinition, one: JsonValue, other: JsonValue): boolean {
  if (!isJsonObject(one) || !isJsonObject(other) || !('value' in one) || !('value' in other)) {
    return sameJson(one, other);
  }
  return (
    sameSub(attribute, 'value', one, other) && (attribute.name === 'roles' || sameSub(attribute, 'type', one, other))
  );
}

function isListed(attribute: AttributeDefinition, present: JsonValue, entry: JsonValue): boolean {
  if (!isJsonObject(present) || !isJsonObject(entry) || !('value' in entry)) return sameJson(present, entry);
  return (
    sameSub(attribute, 'value', present, entry) && (!('type' in entry) || sameSub(attribute, 'type', present, entry))
  );
}

function sameSub(attribute: AttributeDefinition, name: string, one: JsonObject, other: JsonObject): boolean {
  const sub = findSubAttribute(attribute, name);
  const key = (value: JsonValue | undefined) =>
    typeof value === 'string' && sub !== undefined ? comparable(sub, value) : value;
  return key(one[name]) === key(other[name]);
}
