import { DomainError } from '../../common/domain-error.js';

/** Why a credential was refused: for the log and the audit trail, never for the caller. */
export type RefusalReason =
  | 'missing'
  | 'malformed'
  | 'unknown'
  | 'expired'
  | 'revoked'
  | 'wrong-scope'
  | 'wrong-organization'
  | 'wrong-environment';

/** 401: the same words whatever was wrong with the credential. */
export function unauthenticated(): DomainError {
  return new DomainError('unauthenticated', 'unauthenticated', 'A valid bearer token is required.');
}

/** 403: a good credential in the wrong place. */
export function forbidden(): DomainError {
  return new DomainError('forbidden', 'forbidden', 'This credential may not do this.');
}

/** 403 on every SCIM route of an organization that has directory sync off. */
export function directorySyncDisabled(): DomainError {
  const detail = 'Directory sync is switched off for this organization.';
  return new DomainError('forbidden', 'directory-sync-disabled', detail);
}
