import { encodeCursor, type PageKey } from './page-cursor.js';

/** One page of a list, and the cursor of the next; null on the last. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
  /** Items of all pages. */
  readonly total: number;
}

/** Which page is asked for. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * Cuts a page out of rows that were read with a limit of one more than asked for: the one too many tells of a next page.
 *
 * @param key the values of the sort columns of a row
 */
export function cutPage<Item>(
  rows: readonly Item[],
  limit: number,
  total: number,
  key: (row: Item) => PageKey,
): Page<Item> {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last === undefined ? null : encodeCursor(key(last)), total };
}
