import { badRequest } from '../messages/scim-error.js';
import { JsonReader } from './json-reader.js';
import type { JsonValue } from './json-value.js';

/**
 * Reads a request body. Stricter than `JSON.parse`, because what it lets through is stored and compared: no key twice
 * (SCIM names ignore case, so neither `userName` with `username`), no more than 50 levels, no NUL and no lone
 * surrogates (PostgreSQL can keep neither). `__proto__` is a key like any other.
 *
 * @param body the text, or its bytes in UTF-8 (a byte order mark is skipped)
 * @returns the value
 * @throws ScimError 400 `invalidSyntax`, or `invalidValue` for characters that cannot be stored
 */
export function parseJson(body: string | Uint8Array): JsonValue {
  return new JsonReader(typeof body === 'string' ? body : decode(body)).read();
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badRequest('invalidSyntax', 'The request body is not valid UTF-8.');
  }
}
