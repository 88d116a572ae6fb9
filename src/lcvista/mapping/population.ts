/** A person of the site as the newest complete reading has them. Who is not in it is gone. */
export interface PersonFacts {
  readonly id: string;
  /** Trimmed and lower-cased; null when there is no address. */
  readonly emailKey: string | null;
  readonly isActive: boolean;
  readonly assigned: boolean;
  /** An admin said not to map this person. */
  readonly ignored: boolean;
}

export interface MemberFacts {
  readonly id: string;
  readonly emailKey: string | null;
  readonly access: 'invited' | 'enrolled' | 'removed';
}

/** A mapping that is active before the run. */
export interface StandingMapping {
  readonly memberId: string;
  readonly lcvistaUserId: string;
  readonly origin: 'rule' | 'hand';
  readonly flags: readonly MappingFlag[];
  /** The addresses that somebody saw who mapped by hand; null when the rule did. */
  readonly seen: SeenAddresses | null;
}

/** Addresses of the two sides, trimmed and lower-cased. */
export interface SeenAddresses {
  readonly memberKey: string | null;
  readonly lcvistaKey: string | null;
}

/** A pair that an admin took apart: the rule must not put it together again. */
export interface BlockedPair {
  readonly memberId: string;
  readonly lcvistaUserId: string;
}

/** Everything that the mapping rule looks at. The order of the lists means nothing. */
export interface Population {
  readonly people: readonly PersonFacts[];
  readonly members: readonly MemberFacts[];
  readonly mappings: readonly StandingMapping[];
  readonly blocks: readonly BlockedPair[];
}

/** What is odd about a mapping that stands all the same. */
export type MappingFlag =
  'email-differs' | 'lcvista-user-gone' | 'lcvista-user-inactive' | 'not-assigned' | 'member-removed';

/** Why a run ends a mapping that it had made. */
export type RunEndedReason =
  'lcvista-user-gone' | 'lcvista-user-inactive' | 'not-assigned' | 'member-removed' | 'claim-removed';

/** Why an assigned, active LCVista user has no mapping. */
export const unmappedReasons = [
  'ignored',
  'no-email',
  'duplicate-lcvista-user',
  'duplicate-member',
  'not-signed-in',
  'member-already-mapped',
  'unmapped-by-hand',
  'member-removed',
  'no-member',
] as const;

export type UnmappedReason = (typeof unmappedReasons)[number];
