import type { Filter } from '../filter/filter.js';
import { FilterParser } from '../filter/filter-parser.js';
import { FilterScanner } from '../filter/filter-scanner.js';
import { elementScope } from '../filter/filter-scope.js';
import { badRequest } from '../messages/scim-error.js';
import { findSubAttribute, type AttributeDefinition, type SchemaDefinition } from '../schema/attribute-definition.js';
import { findAttribute, splitUrn } from '../schema/find-attribute.js';
import type { ResourceType } from '../schema/resource-type.js';

/** Where an operation applies: `[URN ":"] attribute [ "[" filter "]" ] [ "." sub-attribute ]`. */
export interface AttributePatchPath {
  readonly kind: 'attribute';
  readonly extension: SchemaDefinition | null;
  readonly attribute: AttributeDefinition;
  readonly filter: Filter | null;
  readonly sub: AttributeDefinition | null;
  /** As written, for messages. */
  readonly text: string;
}

/** A path that is the URN of a schema: all of the extension, or for the core schema the resource itself. */
export interface SchemaPatchPath {
  readonly kind: 'schema';
  readonly schema: SchemaDefinition;
  readonly text: string;
}

export type PatchPath = AttributePatchPath | SchemaPatchPath;

const MAX_LENGTH = 10_240;

/** Nothing between two separators, or after the last one: `name..givenName`, `title.`. */
const LACKS_A_NAME = /[.:](?:[.:]|$)/;

/**
 * Reads the path of a PATCH operation against the schema (RFC 7644 section 3.5.2).
 *
 * @returns the path, or undefined when it has the right form but names an attribute that does not exist
 * @throws ScimError 400 `invalidPath` when it does not have the form of a path, `noTarget` for an unknown name in its
 *   bracket, `invalidFilter` for a comparison that its bracket cannot make
 */
export function parsePatchPath(text: string, type: ResourceType): PatchPath | undefined {
  if (text.length > MAX_LENGTH) throw badRequest('invalidPath', `The path is longer than ${MAX_LENGTH} characters.`);
  const { schema, rest } = splitUrn(type, text.trim());
  if (schema !== undefined && schema !== null && rest === '') return { kind: 'schema', schema, text };
  return parseAttributePath(text, type);
}

function parseAttributePath(text: string, type: ResourceType): PatchPath | undefined {
  const scanner = new FilterScanner(text, 'path');
  const name = scanner.takeAttributePath();
  if (name === undefined) throw scanner.error('an attribute name is missing');
  if (LACKS_A_NAME.test(name)) throw scanner.error('a name is missing');
  const found = findAttribute(type, name);
  if (!scanner.takeCharacter('[')) {
    if (!scanner.atEnd) throw scanner.error('something is left over');
    return found && { kind: 'attribute', ...found, filter: null, text };
  }
  if (found === undefined) return undefined;
  const scope = found.sub === null ? elementScope(found.attribute, found.attribute.name) : undefined;
  if (scope === undefined) throw scanner.error('there is nothing to filter');
  const filter = new FilterParser(scanner).parseOr(scope);
  if (!scanner.takeCharacter(']')) throw scanner.error("']' is missing");
  const subName = scanner.takeCharacterHere('.') ? (scanner.takeAttributePath() ?? '') : undefined;
  if (!scanner.atEnd || subName === '' || LACKS_A_NAME.test(subName ?? ''))
    throw scanner.error('something is left over');
  if (subName === undefined) return { kind: 'attribute', ...found, filter, text };
  const sub = findSubAttribute(found.attribute, subName);
  return sub && { kind: 'attribute', ...found, sub, filter, text };
}

/** Keeps messages readable when somebody sends a long text. */
export function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
