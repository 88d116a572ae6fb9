import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsEmail, IsIn, MaxLength } from 'class-validator';
import { emailKey } from '../../common/email-key.js';
import { type Weekday, weekdays } from '../../digest/digest-moment.js';
import { reasonsInOrder, type ReviewReason } from '../../digest/reason-titles.js';
import { LcvistaUserAnswer, SuggestionAnswer } from '../unmapped/unmapped.dto.js';
import { listAnswerOf } from '../listing/list-answer.dto.js';

/** Who gets the weekly review, and on which day. */
export class SetDigest {
  @IsIn(weekdays)
  @ApiProperty({
    enum: weekdays,
    example: 'monday',
    description: 'It is made on this day, in the time zone of the organization, an hour after the sync begins.',
  })
  weekday!: Weekday;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @IsEmail({}, { each: true, message: 'each of $property must be an e-mail address' })
  @MaxLength(254, { each: true })
  @ArrayUnique((address: unknown) => (typeof address === 'string' ? emailKey(address) : address))
  @ApiProperty({ type: [String], minItems: 1, maxItems: 20, uniqueItems: true, example: ['training@acme.com'] })
  recipients!: string[];
}

/** Who gets the weekly review, and when the next one is made. */
export class DigestSettingsAnswer {
  @ApiProperty({ enum: weekdays, example: 'monday' })
  weekday!: Weekday;

  /** @example ["training@acme.com"] */
  recipients!: string[];

  /**
   * When the next review is made.
   * @example 2026-01-12T12:00:00.000Z
   */
  nextDigestAt!: Date;
}

/** How many are without a mapping for one reason. */
export class ReasonCountAnswer {
  @ApiProperty({ enum: reasonsInOrder, example: 'no-member' })
  reason!: ReviewReason;

  @ApiProperty({ type: 'integer', minimum: 0, example: 3 })
  count!: number;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, example: 5, description: 'null: no review last week.' })
  lastWeek!: number | null;
}

/** Somebody who was not mapped when the review was made. */
export class DigestPersonAnswer {
  lcvistaUser!: LcvistaUserAnswer;

  @ApiProperty({ enum: reasonsInOrder, example: 'no-member' })
  reason!: ReviewReason;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-01-05T12:00:00.000Z' })
  since!: string;

  /** What can be done about it. */
  advice!: string;

  @ApiProperty({ type: [SuggestionAnswer], description: 'Members who may be meant.' })
  suggestions!: readonly SuggestionAnswer[];
}

/** One weekly review. */
export class DigestAnswer {
  @ApiProperty({ format: 'uuid', example: '3f0c1f64-7a53-4d0f-9d1c-0d8f3b2a6c11' })
  id!: string;

  @ApiProperty({ example: '2026-W02', pattern: '^\\d{4}-W\\d{2}$', description: 'Week of the year (ISO 8601).' })
  week!: string;

  /** @example 2026-01-05T12:00:00.000Z */
  createdAt!: Date;

  @ApiProperty({ type: Date, nullable: true, description: 'null: not sent, e.g. since there is no mail server.' })
  sentAt!: Date | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was not sent, or not to everybody.' })
  sendError!: string | null;

  /** @example "Acme Corporation: 3 not mapped, week 2 of 2026" */
  subject!: string;

  /** As it was mailed. */
  text!: string;

  @ApiProperty({ type: [ReasonCountAnswer], description: 'People by reason, this week and the week before.' })
  counts!: ReasonCountAnswer[];

  @ApiProperty({ type: [DigestPersonAnswer], description: 'The first hundred of them.' })
  people!: DigestPersonAnswer[];
}

/** Weekly reviews, newest first, in pages. */
export class DigestList extends listAnswerOf(DigestAnswer) {}
