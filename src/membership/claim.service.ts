import { Injectable } from '@nestjs/common';
import type { Origin } from '../audit/origin.js';
import { DomainError } from '../common/domain-error.js';
import type { Environment } from '../common/environment.js';
import { Database } from '../database/database.js';
import { ClaimRepository, type LoadedClaim, type UserProfile } from './claim.repository.js';
import { type Access, type ClaimCandidate, decideClaim } from './decide-claim.js';
import { refuseClaim } from './refuse-claim.js';
import type { SignedInPerson } from './signed-in-person.js';

/** Each further look means that somebody else has just changed the same members; more in a row means trouble. */
const looks = 10;

/** One place of the person in the answer. */
export interface ClaimedMembership {
  readonly organization: string;
  readonly memberId: string;
  readonly access: Access;
  readonly newlyClaimed: boolean;
}

export interface Claim {
  readonly user: UserProfile;
  /** Active ones first. */
  readonly memberships: ClaimedMembership[];
}

/** Links people to members when they sign in. */
@Injectable()
export class ClaimService {
  constructor(
    private readonly database: Database,
    private readonly claims: ClaimRepository,
  ) {}

  /**
   * Claims what the person may claim; safe under any concurrency: it decides on one look, writes one statement that
   * takes all or nothing, and looks again when somebody was faster.
   *
   * @param organization slug; null: every organization of the environment
   * @throws DomainError what `refuseClaim` makes of the refusal (403, 404 or 409)
   */
  async claim(
    origin: Origin,
    environment: Environment,
    person: SignedInPerson,
    organization: string | null,
  ): Promise<Claim> {
    const scope = this.database.installation();
    for (let look = 1; look <= looks; look += 1) {
      const loaded = await this.claims.load(scope, environment, person, organization);
      const { externalId } = person;
      const place = placeOf(organization, loaded);
      const userId = loaded.user?.id ?? null;
      const decision = decideClaim({ userId, externalId, organization: place, candidates: loaded.candidates });
      if (decision.refusal !== null) throw refuseClaim(decision.refusal);
      if (decision.claim.length > 0) {
        const claimedBy = await this.claims.claim(scope, environment, person, decision.claim, origin.requestId);
        if (claimedBy !== null) return answer(claimedBy, person, decision.claim, decision.held);
      } else if (loaded.user !== null) {
        if (!isCurrent(loaded.user, person)) {
          await this.claims.followSignIn(scope, loaded.user.id, person, origin.requestId);
        }
        return answer(loaded.user.id, person, [], decision.held);
      }
    }
    throw new DomainError('unavailable', 'claim-contended', 'The memberships are being changed; try again.', {
      retryAfterSeconds: 1,
    });
  }
}

function placeOf(organization: string | null, loaded: LoadedClaim): 'named' | 'missing' | 'left-out' {
  if (organization === null) return 'left-out';
  return loaded.organizationExists ? 'named' : 'missing';
}

function isCurrent(user: UserProfile, person: SignedInPerson): boolean {
  return user.displayName === person.displayName && user.loginEmail === person.email;
}

function answer(
  id: string,
  { displayName, email }: SignedInPerson,
  claimed: readonly ClaimCandidate[],
  held: readonly ClaimCandidate[],
): Claim {
  const memberships = [
    ...claimed.map((member) => membership(member, true)),
    ...held.map((member) => membership(member, false)),
  ];
  return { user: { id, displayName, loginEmail: email }, memberships };
}

function membership({ organization, memberId, access }: ClaimCandidate, newlyClaimed: boolean): ClaimedMembership {
  return { organization, memberId, access: newlyClaimed ? 'enrolled' : access, newlyClaimed };
}
