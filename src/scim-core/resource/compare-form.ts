import { compareKey } from '../../common/compare-key.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import type { ResourceType } from '../schema/resource-type.js';

/**
 * The same resource with every text that compares without case turned into its key, so that filters run on stored keys
 * and agree with the in-memory matcher.
 *
 * @param resource canonical, as `readResource` and `applyPatch` give it
 * @param type its resource type
 */
export function compareForm(resource: JsonObject, type: ResourceType): JsonObject {
  const form = keyed(type.attributes, resource);
  for (const { id, attributes } of type.extensions) {
    const extension = resource[id];
    if (isJsonObject(extension)) form[id] = keyed(attributes, extension);
  }
  return form;
}

function keyed(attributes: readonly AttributeDefinition[], values: JsonObject): JsonObject {
  const form: JsonObject = {};
  for (const attribute of attributes) {
    const value = values[attribute.name];
    if (value !== undefined) form[attribute.name] = keyOf(attribute, value);
  }
  return form;
}

function keyOf(attribute: AttributeDefinition, value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((entry) => keyOf(attribute, entry));
  if (isJsonObject(value)) return keyed(attribute.subAttributes, value);
  return typeof value === 'string' && !attribute.caseExact ? compareKey(value) : value;
}
