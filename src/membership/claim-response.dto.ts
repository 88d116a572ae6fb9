/** The learner's own profile. */
export class UserDto {
  id!: string;
  displayName!: string;
  /** The address of the last sign-in. */
  loginEmail!: string;
}

/** A membership of the person who signed in. */
export class ClaimedMembershipDto {
  /** Slug. */
  organization!: string;
  memberId!: string;
  access!: 'invited' | 'enrolled' | 'removed';
  newlyClaimed!: boolean;
}

/** Who signed in, and the memberships claimed now and before. */
export class ClaimResponseDto {
  user!: UserDto;
  memberships!: ClaimedMembershipDto[];
}
