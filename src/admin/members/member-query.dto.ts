import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { memberReasons } from '../../lcvista/mapping/decide-member-reason.js';
import { SearchText, SomeOf } from '../listing/filters.decorator.js';
import { ListQuery } from '../listing/list-query.dto.js';
import { accesses, type Access } from './member.dto.js';

export const memberSorts = ['name', 'email', 'access', 'claimedAt'] as const;

/** Filters and sort of a cohort's members. */
export class CohortMemberQuery extends ListQuery {
  @SomeOf(accesses)
  @ApiProperty({
    required: false,
    enum: accesses,
    isArray: true,
    description:
      'Left out: `invited` and `enrolled`, in a cohort everybody. `removed` are deactivated and deleted members.',
  })
  access?: Access[];

  @IsOptional()
  @IsIn(['mapped', 'unmapped'])
  @ApiProperty({ required: false, enum: ['mapped', 'unmapped'], description: 'Whether a mapping is active.' })
  compliance?: 'mapped' | 'unmapped';

  @SomeOf(memberReasons)
  @ApiProperty({ required: false, enum: memberReasons, isArray: true, description: 'Why a member is not mapped.' })
  reason?: string[];

  @SearchText()
  @ApiProperty({
    required: false,
    maxLength: 200,
    description: 'Part of the name, of the e-mail address, or of the address that is used to sign in.',
  })
  q?: string;

  @IsIn(memberSorts)
  @ApiProperty({
    required: false,
    enum: memberSorts,
    default: 'name',
    description: 'Ascending; members without an address or a claim come last.',
  })
  sort: (typeof memberSorts)[number] = 'name';
}

/** Filters and sort of the member list. */
export class MemberQuery extends CohortMemberQuery {
  @IsOptional()
  @IsUUID('all', { message: 'must be the id of a cohort' })
  @ApiProperty({ required: false, format: 'uuid', description: 'Members of this cohort only.' })
  cohort?: string;
}
