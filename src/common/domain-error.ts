/** What a failure means to whoever asked; the HTTP floor turns each kind into one status. */
export type DomainErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'too-many-requests'
  | 'unavailable';

/** One thing that is wrong with one field of the input. */
export interface FieldError {
  /** Path of the field, e.g. `directorySync.enabled`. */
  field: string;
  message: string;
}

export interface DomainErrorDetails {
  /** With kind `invalid`: which fields, and why. */
  errors?: FieldError[];
  /** Further members of the problem document, e.g. the id of the run that is in the way. */
  extensions?: Record<string, unknown>;
  /** With `unavailable` and `too-many-requests`: after how many seconds to try again. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/**
 * A refusal that the caller can understand: thrown by services, translated once, at the HTTP floor.
 *
 * `code` is kebab-case and stable: callers branch on it. `message` is a sentence for a person and holds no internals.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly kind: DomainErrorKind,
    readonly code: string,
    message: string,
    readonly details: DomainErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
  }
}

/** Code of the 429 that takes a 401's place after many of them: it asks for a credential just the same. */
export const failedTooOften = 'too-many-failed-authentications';

/** A 400 that names one field. */
export function invalidField(field: string, message: string): DomainError {
  return new DomainError('invalid', 'validation-failed', `${field} ${message}`, { errors: [{ field, message }] });
}
