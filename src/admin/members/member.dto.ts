import { ApiProperty } from '@nestjs/swagger';
import { memberReasons } from '../../lcvista/mapping/decide-member-reason.js';
import { mappingFlagsDescription } from '../mappings/mapping-flags-description.js';
import { listAnswerOf } from '../listing/list-answer.dto.js';

export const accesses = ['invited', 'enrolled', 'removed'] as const;

export type Access = (typeof accesses)[number];

/** A group that a member is in. */
export class CohortReference {
  /** @example 3f0c1f64-7a53-4d0f-9d1c-0d8f3b2a6c11 */
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** @example "Audit Toronto" */
  name!: string;
}

/** Whether compliance tracking counts the member's learning, and if not, why. */
export class Compliance {
  @ApiProperty({ enum: ['mapped', 'unmapped'], example: 'mapped' })
  state!: 'mapped' | 'unmapped';

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: `Without a mapping: why, as of now. Null when mapped, and of removed members. One of ${memberReasons.join(', ')}; more may come. \`lcvista-user-already-mapped\`: the LCVista user with the address is mapped to somebody else, so that no sync will map the member.`,
  })
  reason!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '4711', description: "LCVista's own id of the person." })
  lcvistaUserId!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-06T11:00:03.120Z' })
  mappedAt!: Date | null;

  @ApiProperty({ type: [String], example: [], description: mappingFlagsDescription })
  flags!: string[];
}

/** A person's place in an organization. */
export class MemberAnswer {
  @ApiProperty({ format: 'uuid', example: '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01' })
  id!: string;

  /** @example "Jane Doe" */
  name!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'jane.doe@acme.com',
    description: 'The address that the directory gave; null when it gave none.',
  })
  memberEmail!: string | null;

  @ApiProperty({
    required: false,
    example: 'jane@private.example',
    description: 'The address that the learner signs in with, only when it is another.',
  })
  loginEmail?: string;

  @ApiProperty({ enum: accesses, enumName: 'Access', example: 'enrolled' })
  access!: Access;

  /** @example jane.doe@acme.com */
  userName!: string;

  @ApiProperty({ type: String, nullable: true, example: '5f0a2c9e-2b6e-4c55-8f1e-0e4a6c7b9d11' })
  externalId!: string | null;

  /** @example 2026-01-05T14:00:00.000Z */
  invitedAt!: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-05T15:20:11.004Z' })
  claimedAt!: Date | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  removedAt!: Date | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: "The learner's own profile." })
  userId!: string | null;

  cohorts!: CohortReference[];

  compliance!: Compliance;
}

/** Members by name, in pages. */
export class MemberList extends listAnswerOf(MemberAnswer) {}
