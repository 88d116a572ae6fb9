import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.js';

/**
 * All values at a path, taking every element of an array on the way.
 *
 * @param resource where the path begins
 * @param path keys from there down
 * @returns the values that are there; null counts as not there (RFC 7643 section 2.5)
 */
export function valuesAt(resource: JsonObject, path: readonly string[]): JsonValue[] {
  let found: JsonValue[] = [resource];
  for (const key of path) {
    found = found
      .flatMap((value) => (isJsonObject(value) && Object.hasOwn(value, key) ? [value[key] ?? null] : []))
      .flat();
  }
  return found.filter((value) => value !== null);
}
