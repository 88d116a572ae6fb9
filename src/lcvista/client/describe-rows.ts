import type { ListPage } from './list-page.js';

/** How many rows a page has, and the list, when the site says. */
export function rowCount({ rows, total }: ListPage<unknown>): string {
  if (total === rows.length) return counted(total, 'row');
  return `${counted(rows.length, 'row')} on the first page${total === null ? '' : `, ${total} in all`}`;
}

/** Which names of the profile were found on the first row, and what else is there that could be the missing ones. */
export function namesFound(names: Readonly<Record<string, string>>, wireNames: readonly string[]): string {
  if (wireNames.length === 0) return 'with no rows, its names cannot be told';
  const wanted = [...new Set(Object.values(names))];
  const missing = wanted.filter((name) => !wireNames.includes(name));
  const found = `found ${wanted.filter((name) => wireNames.includes(name)).join(', ')}`;
  if (missing.length === 0) return found;
  const others = wireNames.filter((name) => !wanted.includes(name)).slice(0, 40);
  return `${found}; not found ${missing.join(', ')}${others.length > 0 ? ` (there are also ${others.join(', ')})` : ''}`;
}

/** 1 row, 2 rows. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
