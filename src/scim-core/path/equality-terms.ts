import type { Filter } from '../filter/filter.js';
import type { JsonObject } from '../json/json-value.js';

/**
 * What an element must hold to satisfy a filter made of nothing but `eq` terms joined by `and`: the element that Entra
 * expects to be made by `emails[type eq "work"].value`.
 *
 * @param filter of a path's bracket
 * @returns the terms as sub-attributes, or undefined for every other kind of filter
 */
export function equalityTerms(filter: Filter): JsonObject | undefined {
  const terms = filter.kind === 'and' ? filter.filters : [filter];
  const element: JsonObject = {};
  for (const term of terms) {
    if (term.kind !== 'compare' || term.operator !== 'eq') return undefined;
    const name = term.target.attribute.name;
    if (Object.hasOwn(element, name)) return undefined;
    element[name] = term.written;
  }
  return element;
}
