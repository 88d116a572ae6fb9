import type { JsonObject } from '../json/json-value.js';
import type { AttributeDefinition, SchemaDefinition } from '../schema/attribute-definition.js';
import { RESOURCE_TYPES } from '../schema/resource-type.js';

/** Types in which letter case can count. */
const TEXTUAL: ReadonlySet<string> = new Set(['string', 'reference', 'binary']);

/** `/Schemas` (RFC 7643 section 7), from which Entra adds attributes to its mapping page. */
export function schemaDocuments(baseUrl: string): JsonObject[] {
  return allSchemas().map((schema) => documentOf(schema, baseUrl));
}

/**
 * `/Schemas/{urn}`, the URN in any case.
 *
 * @returns undefined when there is no such schema
 */
export function schemaDocument(urn: string, baseUrl: string): JsonObject | undefined {
  const schema = allSchemas().find(({ id }) => id.toLowerCase() === urn.toLowerCase());
  return schema && documentOf(schema, baseUrl);
}

function allSchemas(): SchemaDefinition[] {
  return RESOURCE_TYPES.flatMap(({ schema, extensions }) => [schema, ...extensions]);
}

function documentOf({ id, name, description, attributes }: SchemaDefinition, baseUrl: string): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    name,
    description,
    attributes: attributes.filter(({ hidden }) => hidden !== true).map(attributeDocument),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${id}` },
  };
}

/** Only what says something: Entra wants no null values here. */
function attributeDocument(attribute: AttributeDefinition): JsonObject {
  const { canonicalValues, referenceTypes, subAttributes } = attribute;
  return {
    name: attribute.name,
    type: attribute.type,
    multiValued: attribute.multiValued,
    description: attribute.description,
    required: attribute.required,
    ...(TEXTUAL.has(attribute.type) ? { caseExact: attribute.caseExact } : {}),
    ...(canonicalValues === undefined ? {} : { canonicalValues: [...canonicalValues] }),
    ...(referenceTypes === undefined ? {} : { referenceTypes: [...referenceTypes] }),
    mutability: attribute.mutability,
    returned: attribute.returned,
    uniqueness: attribute.uniqueness,
    ...(attribute.type === 'complex'
      ? { subAttributes: subAttributes.filter(({ hidden }) => hidden !== true).map(attributeDocument) }
      : {}),
  };
}
