import { isJsonObject, type JsonValue } from './json-value.js';

/** One text for one JSON value, whatever the order of its keys: equal texts mean equal values. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).toSorted();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`).join(',')}}`;
}

/** The values with every repetition of an earlier one left out. */
export function withoutRepetitions(values: readonly JsonValue[]): JsonValue[] {
  if (values.length < 2) return [...values];
  const seen = new Set<string>();
  return values.filter((value) => {
    const text = canonicalJson(value);
    return !seen.has(text) && seen.add(text);
  });
}
