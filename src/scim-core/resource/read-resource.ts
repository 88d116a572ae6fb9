import { isJsonObject, membersByLowerName, type JsonObject, type JsonValue } from '../json/json-value.js';
import { badRequest } from '../messages/scim-error.js';
import type { AttributeDefinition, SchemaDefinition } from '../schema/attribute-definition.js';
import { RESOURCE_TYPES, type ResourceType } from '../schema/resource-type.js';
import { presentOrDefault } from './present-or-default.js';
import { readValue } from './read-value.js';

/**
 * Reads the body of a POST or PUT into the resource that is stored: canonical names in schema order, values as sent,
 * without `id`, `meta`, `schemas`, `groups`, `members` and `password`. What is unknown or read-only is ignored, null and
 * "" mean absent, an extension counts whether or not `schemas` lists it.
 *
 * @param body the parsed body
 * @param type the resource type of the endpoint
 * @param present the stored resource that the body replaces; none when it creates one
 * @throws ScimError 400 `invalidSyntax` when it is no object, `invalidValue` naming the attribute otherwise
 */
export function readResource(body: JsonValue, type: ResourceType, present: JsonObject = {}): JsonObject {
  const members = requireObject(body);
  checkSchemas(members.get('schemas'), type);
  const resource = readAttributes(type.attributes, members, type, present);
  for (const extension of type.extensions) {
    const value = readExtension(extension, members.get(extension.id.toLowerCase()), type);
    if (value !== undefined) resource[extension.id] = value;
  }
  return resource;
}

/** The members of a body that has to be an object, by lower-cased name. */
export function requireObject(body: JsonValue): Map<string, JsonValue> {
  if (!isJsonObject(body)) throw badRequest('invalidSyntax', 'The request body must be a JSON object.');
  return membersByLowerName(body);
}

function readAttributes(
  attributes: readonly AttributeDefinition[],
  members: Map<string, JsonValue>,
  type: ResourceType,
  present: JsonObject,
): JsonObject {
  const result: JsonObject = {};
  for (const attribute of attributes) {
    if (attribute.mutability === 'readOnly' || type.heldApart.has(attribute.name)) continue;
    const raw = members.get(attribute.key) ?? null;
    const value = readValue(attribute, raw, attribute.name) ?? presentOrDefault(attribute, present[attribute.name]);
    if (value === undefined && attribute.required) {
      throw badRequest('invalidValue', `'${attribute.name}' is required.`);
    }
    if (value !== undefined && attribute.returned !== 'never') result[attribute.name] = value;
  }
  return result;
}

function readExtension(
  extension: SchemaDefinition,
  raw: JsonValue | undefined,
  type: ResourceType,
): JsonObject | undefined {
  if (raw === undefined || raw === null || raw === '') return undefined;
  if (!isJsonObject(raw)) throw badRequest('invalidValue', `'${extension.id}' must be an object.`);
  const value = readAttributes(extension.attributes, membersByLowerName(raw), type, {});
  return Object.keys(value).length === 0 ? undefined : value;
}

/** Lenient towards unknown and missing URNs; a body that says it is another type of resource is refused. */
function checkSchemas(raw: JsonValue | undefined, type: ResourceType): void {
  if (raw === undefined || raw === null) return;
  if (!Array.isArray(raw) || !raw.every((urn) => typeof urn === 'string')) {
    throw badRequest('invalidValue', "'schemas' must be a list of URNs.");
  }
  const named = new Set(raw.map((urn) => urn.toLowerCase()));
  const other = RESOURCE_TYPES.find((candidate) => named.has(candidate.schema.id.toLowerCase()));
  if (other !== undefined && !named.has(type.schema.id.toLowerCase())) {
    throw badRequest('invalidValue', `'schemas' says ${other.name}, but this endpoint is for ${type.name}.`);
  }
}
