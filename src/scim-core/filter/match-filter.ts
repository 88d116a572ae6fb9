import { compareCodePoints } from '../json/compare-code-points.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.js';
import { valuesAt } from './values-at.js';
import type { ComparisonOperator, Filter, FilterTarget, FilterValue } from './filter.js';
import { comparable } from './filter-value.js';
import { toInstant } from './instant.js';

type Comparison = Extract<Filter, { kind: 'compare' }>;

/**
 * Whether a resource satisfies a filter; the meaning to which every compiled form has to agree.
 *
 * @param filter from `parseFilter`, or from a path's bracket for one element
 * @param resource the whole resource (or the element) in canonical spelling, as sent or as its compare form
 */
export function matchesFilter(filter: Filter, resource: JsonObject): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((part) => matchesFilter(part, resource));
    case 'or':
      return filter.filters.some((part) => matchesFilter(part, resource));
    case 'not':
      return !matchesFilter(filter.filter, resource);
    case 'present':
      return valuesAt(resource, filter.target.path).some(isNotEmpty);
    case 'element':
      return valuesAt(resource, filter.target.path).some(
        (element) => isJsonObject(element) && matchesFilter(filter.filter, element),
      );
    case 'compare':
      return matchesComparison(filter, resource);
    default:
      return filter.value;
  }
}

function matchesComparison({ target, operator, value }: Comparison, resource: JsonObject): boolean {
  const found = valuesAt(resource, target.path);
  if (found.length === 0) return operator === 'ne';
  return found.some((stored) => satisfies(target, stored, operator, value));
}

function satisfies(target: FilterTarget, stored: JsonValue, operator: ComparisonOperator, value: FilterValue): boolean {
  if (typeof stored === 'string' && value.type === 'string') {
    return compareTexts(comparable(target.attribute, stored), operator, value.value);
  }
  if (typeof stored === 'string' && value.type === 'dateTime') {
    const instant = toInstant(stored);
    return instant === undefined ? operator === 'ne' : compareTexts(instant, operator, value.value);
  }
  if (typeof stored === 'number' && value.type === 'number') return holds(stored - value.value, operator);
  return operator === 'ne' ? stored !== value.value : operator === 'eq' && stored === value.value;
}

function compareTexts(stored: string, operator: ComparisonOperator, value: string): boolean {
  switch (operator) {
    case 'co':
      return stored.includes(value);
    case 'sw':
      return stored.startsWith(value);
    case 'ew':
      return stored.endsWith(value);
    default:
      return holds(compareCodePoints(stored, value), operator);
  }
}

function holds(order: number, operator: ComparisonOperator): boolean {
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    default:
      return false;
  }
}

function isNotEmpty(value: JsonValue): boolean {
  return isJsonObject(value) ? Object.values(value).some((inner) => inner !== null && inner !== '') : value !== '';
}
