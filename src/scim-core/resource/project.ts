import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.js';
import type { AttributeDefinition, SchemaDefinition } from '../schema/attribute-definition.js';
import type { ResourceType } from '../schema/resource-type.js';
import type { Projection } from './projection.js';
import { schemasOf } from './schemas-of.js';

/**
 * The resource as an answer shows it: names in schema order, `schemas` computed from its content, `schemas` and `id`
 * always there, what is never returned never, nothing empty (RFC 7643 section 2.5 and section 7, RFC 7644 section 3.9).
 *
 * @param resource the stored resource with `id`, `meta` and, where loaded, `groups` or `members` put in
 * @param type its resource type
 * @param projection what the request asked for
 */
export function project(resource: JsonObject, type: ResourceType, projection: Projection): JsonObject {
  const whole: JsonObject = { ...resource, schemas: schemasOf(resource, type) };
  const shown = showAttributes(type.attributes, whole, '', type.schema, projection);
  for (const extension of type.extensions) {
    const values = resource[extension.id];
    if (!isJsonObject(values)) continue;
    const part = showAttributes(extension.attributes, values, `${extension.id}:`, extension, projection);
    if (Object.keys(part).length > 0) shown[extension.id] = part;
  }
  return shown;
}

function showAttributes(
  attributes: readonly AttributeDefinition[],
  values: JsonObject,
  prefix: string,
  schema: SchemaDefinition,
  projection: Projection,
): JsonObject {
  const shown: JsonObject = {};
  for (const attribute of attributes) {
    const value = values[attribute.name];
    if (value === undefined) continue;
    const part = show(attribute, value, `${prefix}${attribute.name}`, projection, projection.names.has(schema.id));
    if (part !== undefined) shown[attribute.name] = part;
  }
  return shown;
}

/**
 * @param inherited whether the names say something about everything around this attribute, which it then shares
 */
function show(
  attribute: AttributeDefinition,
  value: JsonValue,
  name: string,
  projection: Projection,
  inherited: boolean,
): JsonValue | undefined {
  if (attribute.returned === 'never') return undefined;
  if (attribute.returned === 'always') return value;
  const named = inherited || projection.names.has(name);
  if (named && projection.mode === 'except') return undefined;
  if (attribute.returned === 'request' && !(named && projection.mode === 'only')) return undefined;
  if (attribute.type === 'complex') return showComplex(attribute, value, name, projection, named);
  return named || projection.mode !== 'only' ? nonEmpty(value) : undefined;
}

function showComplex(
  attribute: AttributeDefinition,
  value: JsonValue,
  name: string,
  projection: Projection,
  named: boolean,
): JsonValue | undefined {
  if (Array.isArray(value)) {
    const entries = value.map((entry) => showComplex(attribute, entry, name, projection, named));
    return nonEmpty(entries.filter((entry) => entry !== undefined));
  }
  if (!isJsonObject(value)) return undefined;
  const shown: JsonObject = {};
  for (const sub of attribute.subAttributes) {
    const inner = value[sub.name];
    if (inner === undefined) continue;
    const part = show(sub, inner, `${name}.${sub.name}`, projection, named);
    if (part !== undefined) shown[sub.name] = part;
  }
  return Object.keys(shown).length === 0 ? undefined : shown;
}

function nonEmpty(value: JsonValue): JsonValue | undefined {
  return value === null || (Array.isArray(value) && value.length === 0) ? undefined : value;
}
