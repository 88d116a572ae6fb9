import { comparable } from '../filter/filter-value.js';
import { toInstant } from '../filter/instant.js';
import { valuesAt } from '../filter/values-at.js';
import { compareCodePoints } from '../json/compare-code-points.js';
import { isJsonObject, type JsonObject } from '../json/json-value.js';
import type { Sort } from './sort.js';

/**
 * The text by which a resource is sorted: of a multi-valued attribute the primary entry's, else the first one's.
 *
 * @returns null when the resource has no value there
 */
export function sortValue({ target }: Sort, resource: JsonObject): string | null {
  const { path, arrayAt } = target;
  const entries = arrayAt === null ? [resource] : valuesAt(resource, path.slice(0, arrayAt + 1));
  const inner = arrayAt === null ? path : path.slice(arrayAt + 1);
  const chosen = entries.find((entry) => isJsonObject(entry) && entry['primary'] === true) ?? entries[0];
  const value = isJsonObject(chosen) ? valuesAt(chosen, inner)[0] : chosen;
  if (typeof value === 'string') {
    return target.attribute.type === 'dateTime' ? (toInstant(value) ?? null) : comparable(target.attribute, value);
  }
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : null;
}

/**
 * Compares two resources for `Array.prototype.sort`; equal ones are ordered by `id`, so that the order is total.
 */
export function compareForSort(sort: Sort, one: JsonObject, other: JsonObject): number {
  const order = compareValues(sortValue(sort, one), sortValue(sort, other));
  const directed = sort.descending ? -order : order;
  return directed === 0 ? compareCodePoints(idOf(one), idOf(other)) : directed;
}

function compareValues(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return compareCodePoints(one, other);
}

function idOf(resource: JsonObject): string {
  const id = resource['id'];
  return typeof id === 'string' ? id : '';
}
