import { IsOptional, IsUUID } from 'class-validator';
import { UserDto } from './claim-response.dto.js';
import { Text } from './text.decorator.js';

/** Either `userId`, or `issuer` and `subject`. */
export class AccessQueryDto {
  @IsOptional()
  @Text(512)
  issuer?: string;

  @IsOptional()
  @Text(255)
  subject?: string;

  @IsOptional()
  @IsUUID('all', { message: 'must be a UUID' })
  userId?: string;
}

export class MembershipDto {
  /** Slug. */
  organization!: string;
  memberId!: string;
  access!: 'invited' | 'enrolled' | 'removed';
}

export class AccessDto {
  user!: UserDto;
  memberships!: MembershipDto[];
}
