import { DomainError } from '../common/domain-error.js';

/** A promise of the database that an input would have broken, by the constraint's name. */
export class ConstraintViolation extends Error {
  override readonly name = 'ConstraintViolation';

  constructor(
    readonly kind: 'unique' | 'foreign-key' | 'check',
    readonly constraint: string,
    cause: unknown,
  ) {
    super(`${kind} constraint ${constraint} would be broken`, { cause });
  }
}

const violations: Record<string, ConstraintViolation['kind'] | undefined> = {
  23505: 'unique',
  23503: 'foreign-key',
  23514: 'check',
};

/** Two transactions met: the same work succeeds when done again. */
const conflicts = new Set(['40001', '40P01']);

/** The server is not there, is going away, has no room, or gave up waiting: another try may succeed. */
const unavailable = /^(08|53|58030|57P0|57014|55P03|25006|25P0[34])/;

/** The server ends the connection, or is no longer the one that takes changes: another connection may find the right one. */
const goodbye = /^(08|57P0|25006|25P0[34])/;

const lostConnection =
  /connection terminated|timeout (expired|exceeded when trying to connect)|client (has encountered|was closed)|cannot use a pool|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|ERR_STREAM/i;

/** Whether doing the whole transaction again may succeed. */
export function isConflict(error: unknown): boolean {
  return conflicts.has(codeOf(error));
}

/** Whether the connection on which it happened is of no use to anybody any more. */
export function isConnectionLost(error: unknown): boolean {
  return goodbye.test(codeOf(error)) || lostConnection.test(`${codeOf(error)} ${textOf(error, 'message')}`);
}

/**
 * Turns what PostgreSQL or the connection said into the few errors that the rest of the program knows: a named
 * constraint, or "not now" (503). Anything else is a defect of ours and passes unchanged.
 */
export function translateDatabaseError(error: unknown): unknown {
  const code = codeOf(error);
  const kind = violations[code];
  if (kind !== undefined) return new ConstraintViolation(kind, textOf(error, 'constraint'), error);
  if (conflicts.has(code) || unavailable.test(code) || isConnectionLost(error)) {
    return new DomainError('unavailable', 'database-unavailable', 'The database cannot answer right now.', {
      retryAfterSeconds: 5,
      cause: error,
    });
  }
  return error;
}

function codeOf(error: unknown): string {
  return textOf(error, 'code');
}

function textOf(error: unknown, key: string): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
  return typeof value === 'string' ? value : '';
}
