import type { SqlParameters } from './sql-parameters.js';

/** A single value in SQL: null where the resource has none. Booleans are the texts `true` and `false`. */
export interface SqlValue {
  readonly text: string;
  readonly type: 'text' | 'instant';
}

/** The entries of a multi-valued attribute (or a single complex one) as something to select from. */
export interface SqlEntries {
  readonly from: string;
  /** The order in which an answer shows them. */
  readonly order: string;
  readonly entry: SqlPlace;
}

/**
 * Where conditions apply: a row, or one entry of a list. It knows every attribute that may be asked for and where that is
 * kept; whatever it does not know has no value.
 */
export interface SqlPlace {
  /** The value at a path without lists; an empty path means the place itself. */
  value(path: readonly string[], parameters: SqlParameters): SqlValue | undefined;
  /** The entries of a list, or the single object, at a path. */
  entries(path: readonly string[], parameters: SqlParameters): SqlEntries | undefined;
  /** A condition for equality that an index answers, exactly; undefined where none does. */
  equals?(path: readonly string[], key: string, parameters: SqlParameters): string | undefined;
  /**
   * A condition that an index answers and that holds whenever an entry at `path` has `key` as its `value`; other rows may
   * satisfy it too.
   */
  narrows?(path: readonly string[], key: string, parameters: SqlParameters): string | undefined;
}
