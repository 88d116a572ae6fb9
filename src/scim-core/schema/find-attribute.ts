import { findSubAttribute, type AttributeDefinition, type SchemaDefinition } from './attribute-definition.js';
import type { ResourceType } from './resource-type.js';

/** What a written attribute path points at. */
export interface FoundAttribute {
  /** The extension whose object holds the attribute; null at the top level. */
  readonly extension: SchemaDefinition | null;
  readonly attribute: AttributeDefinition;
  readonly sub: AttributeDefinition | null;
}

/** What the URN part of a path says: the schema it names, and what is left of the path. */
export interface QualifiedName {
  /** Undefined when the path has no URN; null when it has one that nobody knows. */
  readonly schema: SchemaDefinition | null | undefined;
  readonly rest: string;
}

/**
 * Finds an attribute by its full or short name, in any case: `userName`, `name.givenName`,
 * `urn:…:User:userName`, `urn:…:enterprise:2.0:User:manager.value` (RFC 7644 section 3.10). A short name is looked for
 * in the core schema first, then in the extensions, since Entra writes `manager` bare.
 *
 * @param type the resource type
 * @param path the path as written
 * @returns what it points at, or undefined when there is no such attribute
 */
export function findAttribute(type: ResourceType, path: string): FoundAttribute | undefined {
  const { schema, rest } = splitUrn(type, path);
  if (schema === null) return undefined;
  if (schema === undefined) {
    const inCore = findIn(type.attributes, null, rest);
    if (inCore !== undefined) return inCore;
    return type.extensions.map((extension) => findIn(extension.attributes, extension, rest)).find(Boolean);
  }
  return schema === type.schema ? findIn(type.attributes, null, rest) : findIn(schema.attributes, schema, rest);
}

/**
 * Splits the schema URN off a path. URNs contain colons and dots, so the registered ones are compared as a whole and the
 * longest wins.
 */
export function splitUrn(type: ResourceType, path: string): QualifiedName {
  if (!path.includes(':')) return { schema: undefined, rest: path };
  const lower = path.toLowerCase();
  const schema = [type.schema, ...type.extensions]
    .filter(({ id }) => lower === id.toLowerCase() || lower.startsWith(`${id.toLowerCase()}:`))
    .toSorted((one, other) => other.id.length - one.id.length)[0];
  if (schema !== undefined) return { schema, rest: path.slice(schema.id.length + 1) };
  return { schema: lower.startsWith('urn:') ? null : undefined, rest: path };
}

function findIn(
  attributes: readonly AttributeDefinition[],
  extension: SchemaDefinition | null,
  name: string,
): FoundAttribute | undefined {
  const [head = '', tail, ...more] = name.split('.');
  const key = head.toLowerCase();
  const attribute = attributes.find((candidate) => candidate.key === key);
  if (attribute === undefined || more.length > 0) return undefined;
  if (tail === undefined) return { extension, attribute, sub: null };
  const sub = findSubAttribute(attribute, tail);
  return sub && { extension, attribute, sub };
}

/** The full canonical spelling, for messages, change records and comparisons of paths. */
export function attributeName({ extension, attribute, sub }: FoundAttribute): string {
  const name = sub === null ? attribute.name : `${attribute.name}.${sub.name}`;
  return extension === null ? name : `${extension.id}:${name}`;
}
