import type { JsonObject } from '../json/json-value.js';
import { RESOURCE_TYPES, type ResourceType } from '../schema/resource-type.js';

/** `/ResourceTypes` (RFC 7643 section 6): one document per type. */
export function resourceTypeDocuments(baseUrl: string): JsonObject[] {
  return RESOURCE_TYPES.map((type) => documentOf(type, baseUrl));
}

/**
 * `/ResourceTypes/{name}`.
 *
 * @returns undefined when there is no such type
 */
export function resourceTypeDocument(name: string, baseUrl: string): JsonObject | undefined {
  const type = RESOURCE_TYPES.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  return type && documentOf(type, baseUrl);
}

function documentOf(type: ResourceType, baseUrl: string): JsonObject {
  const extensions = type.extensions.map(({ id }) => ({ schema: id, required: false }));
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    ...(extensions.length === 0 ? {} : { schemaExtensions: extensions }),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.name}` },
  };
}
