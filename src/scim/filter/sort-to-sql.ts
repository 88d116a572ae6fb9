import type { Sort } from '../../scim-core/messages/sort.js';
import type { SqlParameters } from './sql-parameters.js';
import type { SqlPlace } from './sql-place.js';

/** Longer texts are ordered by their beginning, so that a cursor can hold the value. */
const longestKey = 200;

/**
 * The text by which a resource is sorted: of a multi-valued attribute the primary entry's, else the first one's.
 *
 * @returns an expression, null where there is no value, to be ordered by code point
 */
export function sortToSql({ target }: Sort, place: SqlPlace, parameters: SqlParameters): string {
  const { path, arrayAt } = target;
  if (arrayAt === null) return keyOf(place.value(path, parameters));
  const entries = place.entries(path.slice(0, arrayAt + 1), parameters);
  if (entries === undefined) return keyOf(undefined);
  const value = keyOf(entries.entry.value(path.slice(arrayAt + 1), parameters));
  return `(select ${value} from ${entries.from} order by ${entries.order} limit 1)`;
}

function keyOf(value: { text: string; type: 'text' | 'instant' } | undefined): string {
  if (value === undefined) return 'null::text';
  if (value.type === 'text') return `left(${value.text}, ${longestKey})`;
  return `to_char(${value.text} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS')`;
}
