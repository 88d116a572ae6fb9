/** The learner's own profile. */
export class UserDto {
  id!: string;
  displayName!: string;
  /** The address of the last sign-in. */
  loginEmail!: string;
}

export class ClaimedMembershipDto {
  /** Slug. */
  organization!: string;
  memberId!: string;
  access!: 'invited' | 'enrolled' | 'removed';
  newlyClaimed!: boolean;
}

export class ClaimResponseDto {
  user!: UserDto;
  memberships!: ClaimedMembershipDto[];
}
