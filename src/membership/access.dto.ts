import { IsOptional, IsUUID } from 'class-validator';
import { UserDto } from './claim-response.dto.js';
import { Text } from './text.decorator.js';

/** Either `userId`, or `issuer` and `subject`. */
export class AccessQueryDto {
  /** Who issued the person's identity. */
  @IsOptional()
  @Text(512)
  issuer?: string;

  /** The issuer's own id of the person. */
  @IsOptional()
  @Text(255)
  subject?: string;

  /** The user's id, instead of the two. */
  @IsOptional()
  @IsUUID('all', { message: 'must be a UUID' })
  userId?: string;
}

/** A person's place in an organization. */
export class MembershipDto {
  /** Slug. */
  organization!: string;
  memberId!: string;
  access!: 'invited' | 'enrolled' | 'removed';
}

/** What a user may do now, for the login flow. */
export class AccessDto {
  user!: UserDto;
  memberships!: MembershipDto[];
}
