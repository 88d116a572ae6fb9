import type { ComparisonOperator, Filter, FilterTarget, FilterValue } from '../../scim-core/filter/filter.js';
import type { SqlParameters } from './sql-parameters.js';
import type { SqlPlace, SqlValue } from './sql-place.js';

type Comparison = Extract<Filter, { kind: 'compare' }>;

/**
 * Compiles a filter to a condition that means exactly what `matchesFilter` means. Every value becomes a parameter; the
 * columns come from the place's list. A condition may be null where it would be false, except below `not`.
 *
 * @param filter resolved against the schema
 * @param place what the filter is about
 * @param parameters collects the values
 */
export function filterToSql(filter: Filter, place: SqlPlace, parameters: SqlParameters): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.filters.map((part) => filterToSql(part, place, parameters)).join(` ${filter.kind} `)})`;
    case 'not':
      return `not coalesce(${filterToSql(filter.filter, place, parameters)}, false)`;
    case 'constant':
      return String(filter.value);
    case 'present':
      return presentToSql(filter.target, place, parameters);
    case 'element':
      return elementToSql(filter.target, filter.filter, place, parameters);
    default:
      return comparisonToSql(filter, place, parameters);
  }
}

function presentToSql(target: FilterTarget, place: SqlPlace, parameters: SqlParameters): string {
  const { path, arrayAt } = target;
  if (arrayAt === null && target.attribute.type !== 'complex') return hasValue(place.value(path, parameters));
  const entries = place.entries(arrayAt === null ? path : path.slice(0, arrayAt + 1), parameters);
  if (entries === undefined) return 'false';
  const inner = arrayAt === null ? [] : path.slice(arrayAt + 1);
  const condition = inner.length === 0 ? 'true' : hasValue(entries.entry.value(inner, parameters));
  return `exists (select from ${entries.from} where ${condition})`;
}

function hasValue(value: SqlValue | undefined): string {
  if (value === undefined) return 'false';
  return value.type === 'text' ? `${value.text} <> ''` : `${value.text} is not null`;
}

function elementToSql(target: FilterTarget, inner: Filter, place: SqlPlace, parameters: SqlParameters): string {
  const entries = place.entries(target.path, parameters);
  if (entries === undefined) return 'false';
  const exact = `exists (select from ${entries.from} where ${filterToSql(inner, entries.entry, parameters)})`;
  const key = wantedValue(inner);
  const indexed = key === undefined ? undefined : place.narrows?.(target.path, key, parameters);
  return indexed === undefined ? exact : `(${indexed} and ${exact})`;
}

/** The text that `value` has to equal in every entry that satisfies the condition: what an index can look for. */
export function wantedValue(filter: Filter): string | undefined {
  if (filter.kind === 'and') return filter.filters.map(wantedValue).find((key) => key !== undefined);
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.target.path.join('.') !== 'value')
    return undefined;
  return filter.value.type === 'string' ? filter.value.value : undefined;
}

function comparisonToSql(filter: Comparison, place: SqlPlace, parameters: SqlParameters): string {
  const { target, operator, value } = filter;
  if (operator === 'eq' && value.type === 'string') {
    const indexed = place.equals?.(target.path, value.value, parameters);
    if (indexed !== undefined) return indexed;
  }
  if (target.arrayAt === null) return compareToSql(place.value(target.path, parameters), operator, value, parameters);
  const entries = place.entries(target.path.slice(0, target.arrayAt + 1), parameters);
  if (entries === undefined) return String(operator === 'ne');
  const stored = entries.entry.value(target.path.slice(target.arrayAt + 1), parameters);
  const some = (condition: string) => `exists (select from ${entries.from} where ${condition})`;
  if (operator !== 'ne') return some(compareToSql(stored, operator, value, parameters));
  if (stored === undefined) return 'true';
  const differs = `${stored.text} <> ${operandOf(value, parameters)}`;
  return `(${some(differs)} or not ${some(`${stored.text} is not null`)})`;
}

function compareToSql(
  stored: SqlValue | undefined,
  operator: ComparisonOperator,
  value: FilterValue,
  parameters: SqlParameters,
): string {
  if (stored === undefined) return String(operator === 'ne');
  const operand = operandOf(value, parameters);
  switch (operator) {
    case 'eq':
      return `${stored.text} = ${operand}`;
    case 'ne':
      return `${stored.text} is distinct from ${operand}`;
    case 'co':
      return `strpos(${stored.text}, ${operand}) > 0`;
    case 'sw':
      return `starts_with(${stored.text}, ${operand})`;
    case 'ew':
      return `right(${stored.text}, char_length(${operand})) = ${operand}`;
    default:
      return `${ordered(stored)} ${orders[operator]} ${operand}`;
  }
}

const orders = { gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

/** Text is ordered by code point, whatever the database's own collation. */
function ordered({ text, type }: SqlValue): string {
  return type === 'text' ? `${text} collate "C"` : text;
}

function operandOf(value: FilterValue, parameters: SqlParameters): string {
  if (value.type === 'dateTime') return parameters.add(storableInstant(value.value), 'timestamptz');
  return parameters.add(String(value.value), 'text');
}

/** PostgreSQL has no year 0; nothing here is older anyway. */
function storableInstant(instant: string): string {
  return instant.startsWith('0000') || instant.startsWith('-') ? '-infinity' : instant;
}
