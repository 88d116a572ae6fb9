import { isUuid } from '../common/is-uuid.js';

export type Access = 'invited' | 'enrolled' | 'removed';

/** A member that the person's address or directory id matches, or that the person's user holds already. */
export interface ClaimCandidate {
  readonly organizationId: string;
  /** Slug. */
  readonly organization: string;
  readonly memberId: string;
  /** A deleted member counts as removed. */
  readonly access: Access;
  readonly userId: string | null;
  readonly hasAddress: boolean;
  readonly hasExternalId: boolean;
}

/** What is known at the moment of the claim, read in one look. */
export interface ClaimSituation {
  /** The user of (environment, issuer, subject), or null when this person signs in for the first time. */
  readonly userId: string | null;
  /** The directory's own id that came with the claim. */
  readonly externalId: string | null;
  /** Whether one organization was named; `missing` when it does not exist in the environment. */
  readonly organization: 'named' | 'missing' | 'left-out';
  readonly candidates: readonly ClaimCandidate[];
}

export type ClaimRefusal =
  | 'organization-not-found'
  | 'ambiguous-membership'
  | 'claimed-by-another'
  | 'membership-removed'
  | 'membership-not-found';

export type ClaimDecision =
  /** Link `claim` (none: nothing new) to the user, and answer with them and with `held`. */
  | { readonly refusal: null; readonly claim: readonly ClaimCandidate[]; readonly held: readonly ClaimCandidate[] }
  | { readonly refusal: ClaimRefusal };

type Finding = ClaimCandidate | 'own' | 'ambiguous-membership' | 'claimed-by-another' | 'membership-removed' | null;

/** When nothing can be claimed, the first of these that holds is the answer. */
const refusals = ['ambiguous-membership', 'claimed-by-another', 'membership-removed'] as const;

/**
 * Who may claim what: each organization is looked at by itself, what can be claimed is claimed, and only
 * when nothing can is there a refusal.
 *
 * A known person whose address matches no active member keeps the memberships held already: the address finds a
 * person for the first time only, afterwards (issuer, subject) does. When all of those have ended, so has the way in.
 */
export function decideClaim(situation: ClaimSituation): ClaimDecision {
  if (situation.organization === 'missing') return { refusal: 'organization-not-found' };
  const { userId, candidates } = situation;
  const findings = perOrganization(candidates).map((members) => findIn(members, situation));
  const claim = findings.filter((finding) => finding !== null && typeof finding === 'object');
  const held = currentOf(
    candidates.filter((member) => userId !== null && member.userId === userId),
    claim,
  );
  if (claim.length > 0 || findings.includes('own')) return { refusal: null, claim, held };

  const refusal = refusals.find((code) => findings.includes(code)) ?? 'membership-not-found';
  const nobodyActiveMatches = refusal === 'membership-removed' || refusal === 'membership-not-found';
  if (!nobodyActiveMatches || held.length === 0) return { refusal };
  return held.some(isActive) ? { refusal: null, claim: [], held } : { refusal: 'membership-removed' };
}

/** A membership that ended is told of until the user has another one in the same organization. */
function currentOf(held: readonly ClaimCandidate[], claim: readonly ClaimCandidate[]): readonly ClaimCandidate[] {
  const active = new Set([...claim, ...held.filter(isActive)].map(({ organizationId }) => organizationId));
  return held.filter((member) => isActive(member) || !active.has(member.organizationId));
}

function perOrganization(candidates: readonly ClaimCandidate[]): ClaimCandidate[][] {
  const groups = new Map<string, ClaimCandidate[]>();
  for (const member of candidates) {
    groups.set(member.organizationId, [...(groups.get(member.organizationId) ?? []), member]);
  }
  return [...groups.values()];
}

/** The one member of an organization that is this person, or why there is none. */
function findIn(members: readonly ClaimCandidate[], situation: ClaimSituation): Finding {
  const ids = idCounts(members, situation);
  const matching = members.filter((member) => member.hasAddress || (ids && member.hasExternalId));
  const active = matching.filter(isActive);
  const byId = active.filter((member) => ids && member.hasExternalId);
  const byAddress = active.filter((member) => member.hasAddress);
  const found = mostPrecise(byId, byAddress);
  if (found.some((member) => situation.userId !== null && member.userId === situation.userId)) return 'own';
  const [only, another] = found;
  if (only === undefined) return matching.length > 0 ? 'membership-removed' : null;
  if (another !== undefined) return 'ambiguous-membership';
  return only.userId === null ? only : 'claimed-by-another';
}

/** The directory's id goes before the address; where a directory gave one id to several members, the address decides. */
function mostPrecise(byId: readonly ClaimCandidate[], byAddress: readonly ClaimCandidate[]): readonly ClaimCandidate[] {
  if (byId.length === 0) return byAddress;
  const both = byId.filter((member) => byAddress.includes(member));
  return both.length > 0 ? both : byId;
}

/**
 * A directory id is unique within its own directory only (RFC 7643 §3.1): "1001" may well be somebody else at another
 * firm. So it counts in the organization that was named, and in those that know the address, which vouches for them. A
 * UUID, as Entra's object ids are, may stand alone.
 */
function idCounts(members: readonly ClaimCandidate[], { externalId, organization }: ClaimSituation): boolean {
  if (externalId === null) return false;
  return organization === 'named' || isUuid(externalId) || members.some((member) => member.hasAddress);
}

function isActive(member: ClaimCandidate): boolean {
  return member.access !== 'removed';
}
