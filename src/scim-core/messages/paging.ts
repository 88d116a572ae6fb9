import { badRequest } from './scim-error.js';

export const DEFAULT_PAGE_SIZE = 100;
export const MAX_PAGE_SIZE = 200;
const MAX_CURSOR_LENGTH = 4096;

/** Which part of a list is asked for: by position (RFC 7644 section 3.4.2.4) or by cursor (RFC 9865). */
export type Paging =
  | { readonly kind: 'index'; readonly startIndex: number; readonly count: number }
  | {
      readonly kind: 'cursor';
      /** The cursor of an earlier answer; null for the first page. */
      readonly cursor: string | null;
      readonly count: number;
    };

/** What a request says about paging; undefined where it says nothing. */
export interface PagingParameters {
  readonly startIndex?: string | number | undefined;
  readonly count?: string | number | undefined;
  readonly cursor?: string | undefined;
}

/**
 * Reads the paging of a list. A cursor, even an empty one, asks for cursor paging; otherwise it is by index. `startIndex`
 * below 1 counts as 1 and a negative `count` as 0; by index a large `count` is cut to the maximum.
 *
 * @throws ScimError 400 `invalidValue`, `invalidCursor` or `invalidCount`
 */
export function readPaging({ startIndex, count, cursor }: PagingParameters): Paging {
  if (cursor !== undefined) return { kind: 'cursor', cursor: readCursor(cursor), count: readCursorCount(count) };
  const size = readInteger('count', count) ?? DEFAULT_PAGE_SIZE;
  return {
    kind: 'index',
    startIndex: Math.max(1, readInteger('startIndex', startIndex) ?? 1),
    count: Math.min(MAX_PAGE_SIZE, Math.max(0, size)),
  };
}

function readCursor(cursor: string): string | null {
  if (cursor === '') return null;
  if (cursor.length > MAX_CURSOR_LENGTH || !/^[\w.~-]+$/.test(cursor)) {
    throw badRequest('invalidCursor', 'The cursor is not one that this service gave.');
  }
  return cursor;
}

function readCursorCount(count: string | number | undefined): number {
  const size = integerOf(count ?? DEFAULT_PAGE_SIZE);
  if (size === undefined || size > MAX_PAGE_SIZE) {
    throw badRequest('invalidCount', `'count' must be a whole number of at most ${MAX_PAGE_SIZE}.`);
  }
  return Math.max(0, size);
}

function readInteger(name: string, value: string | number | undefined): number | undefined {
  if (value === undefined) return undefined;
  const integer = integerOf(value);
  if (integer === undefined) throw badRequest('invalidValue', `'${name}' must be a whole number.`);
  return integer;
}

/** Positions beyond what JavaScript counts exactly are past every end anyway. */
function integerOf(value: string | number): number | undefined {
  const number = typeof value === 'number' ? value : /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isInteger(number)) return undefined;
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, number));
}
