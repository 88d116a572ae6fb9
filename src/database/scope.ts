import type { Readable, Writable } from 'node:stream';
import type { Statement } from './statement.js';

/** Values bound to the parameters of a statement. */
export type Values = readonly unknown[];

/** Where statements run: straight on the pool (one statement, one transaction) or inside a transaction. */
export interface Scope {
  /**
   * @returns the rows of the answer
   * @throws ConstraintViolation that names the constraint, DomainError 503 `database-unavailable`; else as it came
   */
  query<Row extends object>(statement: Statement | string, values?: Values): Promise<Row[]>;
  /** The rows one by one, without ever holding them all: a server-side cursor. Destroy it to stop early. */
  stream(text: string, values?: Values): Promise<Readable>;
  /** A stream into `copy … from stdin`; it is stored when the stream has finished. */
  copyInto(text: string): Promise<Writable>;
  /** Tells the planner about a table that was just filled, such as a temporary one. */
  analyze(table: string): Promise<void>;
}

/**
 * One organization's part of the database. It puts the organization's id before the values of every statement: `$1` is
 * always the tenant, so a statement that forgets it does not run.
 */
export interface TenantScope extends Scope {
  readonly organizationId: string;
  /** Whether its statements are parts of one transaction, which others have no part in. */
  readonly inTransaction: boolean;
}
