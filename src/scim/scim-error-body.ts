import { ConstraintViolation } from '../database/database-error.js';
import { ScimError } from '../scim-core/messages/scim-error.js';

/** What the HTTP floor already knows of a refusal. */
interface Refusal {
  readonly status: number;
  readonly detail: string;
}

/**
 * The SCIM form of whatever was thrown below `/scim` (RFC 7644 section 3.12): the protocol's own errors as they are,
 * what the HTTP floor refused with its status, and a defect of ours as a 500 that tells nothing.
 */
export function scimErrorOf(error: unknown, refusal: Refusal | null): { status: number; body: object } {
  const scimError = toScimError(error, refusal);
  return { status: scimError.status, body: scimError.toBody() };
}

/** The same as an error, for those who need its parts. */
export function toScimError(error: unknown, refusal: Refusal | null): ScimError {
  if (error instanceof ScimError) return error;
  if (error instanceof ConstraintViolation && error.kind === 'unique') {
    return new ScimError(409, 'Another resource has this value already.', 'uniqueness');
  }
  if (refusal === null) return new ScimError(500, 'Something went wrong on our side.');
  return new ScimError(refusal.status, refusal.detail, refusal.status === 400 ? 'invalidSyntax' : undefined);
}
