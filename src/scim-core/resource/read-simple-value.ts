import type { JsonValue } from '../json/json-value.js';
import { requireStorableText } from '../json/require-storable-text.js';
import { badRequest, type ScimError } from '../messages/scim-error.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';

/**
 * Brings one scalar into the attribute's type. Entra writes booleans as `"True"` and `"False"`; numbers where a text is
 * wanted become text. Texts are neither trimmed nor re-cased.
 *
 * @throws ScimError 400 `invalidValue` naming the attribute
 */
export function readSimpleValue(attribute: AttributeDefinition, value: JsonValue, path: string): JsonValue {
  switch (attribute.type) {
    case 'boolean':
      return readBoolean(value, path);
    case 'integer':
    case 'decimal':
      return readNumber(attribute, value, path);
    default:
      return readText(attribute, value, path);
  }
}

function readBoolean(value: JsonValue, path: string): boolean {
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  if (word === true || word === 'true') return true;
  if (word === false || word === 'false') return false;
  throw wrongType(path, 'true or false');
}

function readNumber(attribute: AttributeDefinition, value: JsonValue, path: string): number {
  const number = typeof value === 'string' ? Number(value) : value;
  const fits = typeof number === 'number' && Number.isFinite(number);
  if (!fits || (attribute.type === 'integer' && !Number.isInteger(number))) throw wrongType(path, 'a number');
  return number;
}

function readText(attribute: AttributeDefinition, value: JsonValue, path: string): string {
  if (typeof value === 'object') throw wrongType(path, 'text');
  const text = String(value);
  requireStorableText(text, `'${path}'`);
  if (attribute.maxBytes !== undefined && Buffer.byteLength(text) > attribute.maxBytes) {
    throw badRequest('invalidValue', `'${path}' is longer than ${attribute.maxBytes} bytes.`);
  }
  return text;
}

function wrongType(path: string, wanted: string): ScimError {
  return badRequest('invalidValue', `'${path}' must be ${wanted}.`);
}
