import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.js';
import { badRequest } from '../messages/scim-error.js';
import { parsePatchPath, shorten, type AttributePatchPath, type PatchPath } from '../path/patch-path.js';
import type { SchemaDefinition } from '../schema/attribute-definition.js';
import type { ResourceType } from '../schema/resource-type.js';
import type { AttributeEdit, NormalizedOperation } from './attribute-edit.js';
import type { PatchOperation } from './patch-request.js';

/** Sent along by some clients as if they were attributes to set; the service provider keeps them. */
const INFORMATIONAL: ReadonlySet<string> = new Set(['schemas', 'id', 'meta', 'groups']);
const NOTHING: NormalizedOperation = { edits: [], ignored: [] };

/** Far more than there are attributes. */
const MAX_KEYS = 500;

type Op = AttributeEdit['op'];

/**
 * Turns one operation, in any of the shapes Entra sends, into edits of single attributes. Without a path the keys of
 * the value are paths: dotted, with URN, with brackets; unknown ones are ignored there, but an unknown
 * `path` is an error, so that the administrator can mend the mapping.
 *
 * @throws ScimError 400 `invalidPath`, `noTarget`, `mutability` or `invalidValue`
 */
export function normalizeOperation(operation: PatchOperation, type: ResourceType): NormalizedOperation {
  const { op, path: text, value } = operation;
  if (text === undefined) return normalizeWhole(op, value, type);
  const path = parsePatchPath(text, type);
  if (path === undefined) throw badRequest('noTarget', `There is no attribute '${shorten(text)}'.`);
  if (path.kind === 'schema') return normalizeSchema(op, path.schema, value, type);
  if (isReadOnly(path)) throw badRequest('mutability', `'${shorten(text)}' is read-only.`);
  if (op !== 'remove' && value === undefined) {
    throw badRequest('invalidValue', `The operation on '${shorten(text)}' has no value.`);
  }
  return { edits: [{ op, path, value }], ignored: [] };
}

function normalizeWhole(op: Op, value: JsonValue | undefined, type: ResourceType): NormalizedOperation {
  if (op === 'remove') throw badRequest('noTarget', "A remove operation needs a 'path'.");
  if (!isJsonObject(value)) {
    throw badRequest('invalidValue', 'An operation without a path needs an object as its value.');
  }
  return join(membersOf(value).map(([key, inner]) => normalizeKey(op, key, inner, type)));
}

/** Beside other attributes, null for a list that is kept apart says nothing about it: no group is emptied by it. */
function normalizeKey(op: Op, key: string, value: JsonValue, type: ResourceType): NormalizedOperation {
  if (INFORMATIONAL.has(key.toLowerCase())) return NOTHING;
  const path = parseKey(key, type);
  if (path === undefined) return { edits: [], ignored: [key] };
  if (path.kind === 'schema') return normalizeSchema(op, path.schema, value, type);
  if (isReadOnly(path) || (value === null && type.heldApart.has(path.attribute.name))) return NOTHING;
  return { edits: [{ op, path, value }], ignored: [] };
}

/** A key with a bracket was meant as a path, so a mistake in it is an error; any other odd key is merely unknown. */
function parseKey(key: string, type: ResourceType): PatchPath | undefined {
  return key.includes('[') || /^[A-Za-z$][\w$-]*(?:[:.][\w$-]+)*$/.test(key) ? parsePatchPath(key, type) : undefined;
}

/** The whole of an extension: its keys are paths below its URN. The core URN stands for the resource itself. */
function normalizeSchema(
  op: Op,
  schema: SchemaDefinition,
  value: JsonValue | undefined,
  type: ResourceType,
): NormalizedOperation {
  if (schema === type.schema) return normalizeWhole(op, value, type);
  if (op === 'remove' || value === null || value === '') return { edits: removeAll(schema), ignored: [] };
  if (!isJsonObject(value)) throw badRequest('invalidValue', `'${schema.id}' takes an object.`);
  const qualified = (key: string) => (key.toLowerCase().startsWith('urn:') ? key : `${schema.id}:${key}`);
  return join(membersOf(value).map(([key, inner]) => normalizeKey(op, qualified(key), inner, type)));
}

function membersOf(value: JsonObject): [string, JsonValue][] {
  const members = Object.entries(value);
  if (members.length > MAX_KEYS) {
    throw badRequest('invalidValue', `One operation can name at most ${MAX_KEYS} attributes.`);
  }
  return members;
}

function isReadOnly({ attribute, sub }: AttributePatchPath): boolean {
  return attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly';
}

function removeAll(extension: SchemaDefinition): AttributeEdit[] {
  return extension.attributes.map((attribute) => ({
    op: 'remove',
    path: { kind: 'attribute', extension, attribute, filter: null, sub: null, text: attribute.name },
    value: undefined,
  }));
}

function join(parts: readonly NormalizedOperation[]): NormalizedOperation {
  return { edits: parts.flatMap(({ edits }) => edits), ignored: parts.flatMap(({ ignored }) => ignored) };
}
