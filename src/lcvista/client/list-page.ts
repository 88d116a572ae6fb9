import type { FoundPage } from './follow-pages.js';

/** One page of rows, in the order in which the site lists them. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  /** rows in the whole list, when the site says; it may change from page to page */
  readonly total: number | null;
  /** where the page is, for messages */
  readonly url: URL;
  /** keys of the first row as they are on the wire; none on an empty page */
  readonly wireNames: readonly string[];
}

/** A page whose rows have been read into Muster's form. */
export function listPage<Row>({ rows, count, url }: FoundPage, parse: (row: unknown, url: URL) => Row): ListPage<Row> {
  const [first] = rows;
  return {
    rows: rows.map((row) => parse(row, url)),
    total: count,
    url,
    wireNames: typeof first === 'object' && first !== null ? Object.keys(first) : [],
  };
}
