import { ApiProperty } from '@nestjs/swagger';
import { type QueueReason, queueReasons } from '../../lcvista/review/queue-reason.js';
import { type SuggestionKind, suggestionKinds } from '../../lcvista/review/suggestion.js';
import { SomeOf } from '../listing/filters.decorator.js';
import { listAnswerOf } from '../listing/list-answer.dto.js';
import { ListQuery } from '../listing/list-query.dto.js';
import { ReadableText } from '../listing/readable-text.js';

/** Which part of the review queue is asked for. */
export class UnmappedQuery extends ListQuery {
  @SomeOf(queueReasons)
  @ApiProperty({
    required: false,
    enum: queueReasons,
    isArray: true,
    description: 'Left out: all but `ignored`.',
  })
  reason?: QueueReason[];
}

/** Why somebody need not be mapped. */
export class IgnoreReason {
  /**
   * Why; it stays in the audit trail.
   * @example "Test account of the compliance team."
   */
  @ReadableText(500)
  reason!: string;
}

/** A person as last read from LCVista. */
export class LcvistaUserAnswer {
  /** @example 4711 */
  id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'jdoe' })
  username!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'jane.doe@acme.com' })
  email!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Jane' })
  firstName!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Doe' })
  lastName!: string | null;

  /** @example true */
  isActive!: boolean;
}

/** A member who may be meant; a suggestion never maps by itself. */
export class SuggestionAnswer {
  @ApiProperty({ format: 'uuid', example: '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01' })
  memberId!: string;

  @ApiProperty({ type: String, nullable: true, example: 'jane.doe+lcv@acme.com' })
  email!: string | null;

  @ApiProperty({ enum: suggestionKinds, example: 'plus-address' })
  because!: SuggestionKind;
}

/** Somebody who is assigned and active in LCVista and has no mapping. */
export class UnmappedAnswer {
  lcvistaUser!: LcvistaUserAnswer;

  @ApiProperty({ enum: queueReasons, example: 'no-member' })
  reason!: QueueReason;

  /** What can be done about it. */
  advice!: string;

  @ApiProperty({ type: [SuggestionAnswer] })
  suggestions!: SuggestionAnswer[];

  @ApiProperty({ type: String, format: 'date-time', example: '2026-01-06T11:00:03.120Z' })
  since!: Date;
}

/** The review queue, in pages. */
export class UnmappedList extends listAnswerOf(UnmappedAnswer) {}
