import { invalidField } from '../../common/domain-error.js';
import { isUuid } from '../../common/is-uuid.js';
import { decodeCursor } from '../../common/page-cursor.js';
import { cutPage } from '../../common/page.js';
import type { ListAnswer } from './list-answer.dto.js';
import type { Parameters } from './parameters.js';

/** A column that a list is sorted by. */
export interface KeysetColumn {
  /** An SQL expression that is never null. */
  readonly sql: string;
  readonly type: 'text' | 'uuid' | 'bigint' | 'boolean' | 'timestamptz';
}

/** A row of a keyset page, read with `pageKey` among its columns. */
export interface KeysetRow {
  readonly page_key: readonly string[];
}

const forms: Record<KeysetColumn['type'], (text: string) => boolean> = {
  text: () => true,
  uuid: isUuid,
  boolean: (text) => text === 'true' || text === 'false',
  bigint: (text) => /^-?\d{1,18}$/.test(text),
  timestamptz: (text) => /^-?infinity$/.test(text) || /^\d{4}-\d{2}-\d{2} [\d:.]{8,12}[+-][\d:]{2,8}$/.test(text),
};

/**
 * The order of a list, by which a page begins after the last row of the page before: nothing is skipped or shown twice
 * while rows come and go. The last column must make the order total, else equal rows would be lost.
 */
export class Keyset {
  constructor(
    private readonly columns: readonly KeysetColumn[],
    private readonly direction: 'asc' | 'desc',
  ) {}

  /** To be selected with the row: its place in the order. */
  get pageKey(): string {
    return `array[${this.columns.map(({ sql }) => `(${sql})::text`).join(', ')}] as page_key`;
  }

  /** What stands after `order by`. */
  get order(): string {
    return this.columns.map(({ sql }) => `${sql} ${this.direction}`).join(', ');
  }

  /**
   * The condition for rows after a cursor.
   *
   * @throws DomainError 400 naming `cursor` when it is not one of this list
   */
  after(cursor: string | undefined, parameters: Parameters): string {
    if (cursor === undefined) return 'true';
    const key = decodeCursor(cursor, this.columns.length);
    const places = this.columns.map(({ type }, at) => {
      const value = key[at];
      if (typeof value !== 'string' || !forms[type](value))
        throw invalidField('cursor', 'is not a cursor of this list');
      return `${parameters.add(value)}::${type}`;
    });
    const comparison = this.direction === 'asc' ? '>' : '<';
    return `(${this.columns.map(({ sql }) => sql).join(', ')}) ${comparison} (${places.join(', ')})`;
  }
}

/**
 * Makes the answer of a list.
 *
 * @param rows of the keyset's order, read with a limit of one more than `limit`: the one too many tells of a next page
 * @param total items of all pages
 */
export function pageOf<Row extends KeysetRow, Item>(
  rows: readonly Row[],
  limit: number,
  total: number,
  item: (row: Row) => Item,
): ListAnswer<Item> {
  const { items, nextCursor } = cutPage(rows, limit, total, (row) => row.page_key);
  return { items: items.map(item), nextCursor, total };
}

/** The item of a row that is the answer already. */
export function withoutPageKey<Item extends object>(row: Item & KeysetRow): Item {
  const item = { ...row };
  Reflect.deleteProperty(item, 'page_key');
  return item;
}
