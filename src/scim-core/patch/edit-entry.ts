import { isJsonObject, membersByLowerName, type JsonObject, type JsonValue } from '../json/json-value.js';
import { badRequest } from '../messages/scim-error.js';
import { isOnlyLabelled, readValue, unwrapSingle } from '../resource/read-value.js';
import { findSubAttribute, type AttributeDefinition } from '../schema/attribute-definition.js';

/**
 * What a value gives for the sub-attributes of one complex value, by lower-cased name: an object, an object in an array,
 * or a bare value for `value`.
 *
 * @returns undefined when it gives nothing: null, "", or an empty array
 */
export function givenSubs(
  attribute: AttributeDefinition,
  raw: JsonValue | undefined,
  text: string,
): Map<string, JsonValue> | undefined {
  const value = unwrapSingle(raw ?? null, text);
  if (value === null || value === '') return undefined;
  if (isJsonObject(value)) return membersByLowerName(value);
  if (findSubAttribute(attribute, 'value') === undefined) {
    throw badRequest('invalidValue', `'${text}' takes an object with sub-attributes.`);
  }
  return new Map([['value', value]]);
}

/**
 * Merges sub-attributes into one complex value: what is given is set or, when empty, taken away; the rest stays.
 *
 * @param attribute the complex attribute
 * @param before the present value, `{}` for a new one
 * @param given from `givenSubs`
 * @param text how to name the attribute in errors
 * @returns the value in schema order, or undefined when nothing that means anything is left
 */
export function mergeSubs(
  attribute: AttributeDefinition,
  before: JsonObject,
  given: ReadonlyMap<string, JsonValue>,
  text: string,
): JsonObject | undefined {
  const after: JsonObject = {};
  let emptied = false;
  for (const sub of attribute.subAttributes) {
    const raw = sub.mutability === 'readOnly' ? undefined : given.get(sub.key);
    const value = raw === undefined ? before[sub.name] : readValue(sub, raw, `${text}.${sub.name}`);
    if (value !== undefined) after[sub.name] = value;
    else if (raw !== undefined) emptied = true;
  }
  if (after['value'] !== before['value'] && !given.has('$ref')) delete after['$ref'];
  const says = Object.keys(after).length > 0 && !(emptied && isOnlyLabelled(after));
  return says ? after : undefined;
}
