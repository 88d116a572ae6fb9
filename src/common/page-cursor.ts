import { invalidField } from './domain-error.js';

/** The values of the sort columns of the last row of a page: where the next page begins. */
export type PageKey = readonly (string | number | boolean | null)[];

/** Writes a key as an opaque text that survives in a URL. */
export function encodeCursor(key: PageKey): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/**
 * Reads a cursor of `encodeCursor`.
 *
 * @param length how many values the list's key has
 * @throws DomainError 400 naming `cursor` when the text is not one of ours for such a list
 */
export function decodeCursor(cursor: string, length: number): PageKey {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === length && key.every(isKeyValue)) return key;
  } catch {
    // Not base64url of JSON: answered below, like every other text that is no cursor.
  }
  throw invalidField('cursor', 'is not a cursor of this list');
}

function isKeyValue(value: unknown): value is PageKey[number] {
  if (typeof value === 'string') return value.length <= 10_000 && !value.includes('\u0000');
  return value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
