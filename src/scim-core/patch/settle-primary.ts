import { isJsonObject, type JsonValue } from '../json/json-value.js';

/**
 * Leaves at most one entry primary: the one that just became it takes the flag from the others (RFC 7644 section 3.5.2).
 *
 * @param before the entries before the edit; unchanged ones are the same objects after it
 * @param after the entries after the edit
 */
export function settlePrimary(before: readonly JsonValue[], after: readonly JsonValue[]): JsonValue[] {
  const primaries = after.filter(isPrimary);
  if (primaries.length < 2) return [...after];
  const chosen = primaries.find((entry) => !before.includes(entry)) ?? primaries[0];
  return after.map((entry) =>
    isJsonObject(entry) && isPrimary(entry) && entry !== chosen ? { ...entry, primary: false } : entry,
  );
}

function isPrimary(entry: JsonValue): boolean {
  return isJsonObject(entry) && entry['primary'] === true;
}
