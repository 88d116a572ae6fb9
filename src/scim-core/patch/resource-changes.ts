import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.js';
import { sameJson } from '../json/same-json.js';
import type { ResourceType } from '../schema/resource-type.js';

/** One attribute that differs between two states of a resource; null stands for "unassigned". */
export interface ResourceChange {
  /** Canonical: `active`, `name.givenName`, `emails`, `urn:…:enterprise:2.0:User:manager`. */
  readonly path: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/**
 * What differs between two states: whole attributes, except that `name` and extensions are looked into.
 *
 * @param type the resource type of both
 */
export function resourceChanges(before: JsonObject, after: JsonObject, type: ResourceType): ResourceChange[] {
  const extensions = new Set(type.extensions.map(({ id }) => id));
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    if (extensions.has(name)) return insideOf(before[name], after[name], `${name}:`);
    if (name === 'name') return insideOf(before[name], after[name], 'name.');
    return change(name, before[name], after[name]);
  });
}

function insideOf(before: JsonValue | undefined, after: JsonValue | undefined, prefix: string): ResourceChange[] {
  const one = isJsonObject(before) ? before : {};
  const other = isJsonObject(after) ? after : {};
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) => change(`${prefix}${name}`, one[name], other[name]));
}

function change(path: string, before: JsonValue | undefined, after: JsonValue | undefined): ResourceChange[] {
  return sameJson(before, after) ? [] : [{ path, before: before ?? null, after: after ?? null }];
}
