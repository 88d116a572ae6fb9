import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../membership/text.decorator.js';
import { MemberAnswer } from './member.dto.js';

/** Who did something. */
export class HistoryActor {
  /** @example token */
  kind!: string;

  /** @example Entra */
  name!: string;
}

/** One thing that happened to a member. */
export class HistoryEntryAnswer {
  /** @example 2026-01-05T15:20:11.004Z */
  at!: Date;

  @ApiProperty({
    example: 'claimed',
    description:
      'What happened; `mapped`, `mapping-flagged`, `mapping-unflagged` and `mapping-ended` tell of mappings.',
  })
  kind!: string;

  actor!: HistoryActor;

  /** @example first-sign-in */
  cause!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What it was and what it became.' })
  detail!: Readonly<Record<string, unknown>>;
}

/** A member with the whole story, oldest first. */
export class MemberDetail extends MemberAnswer {
  history!: HistoryEntryAnswer[];
}

/** The name that replaces the directory's. */
export class RenameMemberBody {
  @Text(200)
  @ApiProperty({ maxLength: 200, example: 'Jane A. Doe' })
  displayName!: string;
}

/** The member, and how long the name lasts. */
export class RenamedMemberAnswer extends MemberAnswer {
  /**
   * What becomes of a name that was given by hand.
   * @example "The directory is the source of truth: the next time it sends a display name, that name replaces this one."
   */
  notice!: string;
}

/** Why a claim is undone. */
export class ReleaseClaimBody {
  @Text(500)
  @ApiProperty({ maxLength: 500, example: 'Claimed by a colleague of the same name' })
  reason!: string;
}
