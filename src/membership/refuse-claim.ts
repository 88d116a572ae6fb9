import { DomainError, type DomainErrorKind } from '../common/domain-error.js';
import type { ClaimRefusal } from './decide-claim.js';

const answers: Record<ClaimRefusal, readonly [kind: DomainErrorKind, message: string]> = {
  'organization-not-found': ['not-found', 'There is no such organization in the environment of this token.'],
  'membership-not-found': ['not-found', 'No member has this address.'],
  'membership-removed': ['forbidden', 'The membership with this address was removed by the directory.'],
  'claimed-by-another': ['conflict', 'The member with this address is linked to another user.'],
  'ambiguous-membership': ['conflict', 'Several active members of one organization have this address.'],
};

/** The error that a refused claim answers with: 403 for a removed membership, 404 for nothing there, 409 for a conflict. */
export function refuseClaim(refusal: ClaimRefusal): DomainError {
  const [kind, message] = answers[refusal];
  return new DomainError(kind, refusal, message);
}
