/** What a JSON text can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

/** A JSON object; `undefined` only ever means that the key is not there. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** True for a JSON object, as opposed to an array, null or a scalar. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The own members of an object by lower-cased name: SCIM attribute names ignore case (RFC 7643 section 2.1), and
 * looking names up in a map keeps keys such as `__proto__` harmless.
 */
export function membersByLowerName(object: JsonObject): Map<string, JsonValue> {
  return new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]));
}
