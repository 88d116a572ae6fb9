import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { endedReasons, type EndedReason } from '../../lcvista/mapping/mapping.js';
import { IfSent } from '../listing/if-sent.js';
import { listAnswerOf } from '../listing/list-answer.dto.js';
import { mappingFlagsDescription } from './mapping-flags-description.js';
import { ListQuery } from '../listing/list-query.dto.js';
import { ReadableText } from '../listing/readable-text.js';

const instant = { type: String, format: 'date-time', nullable: true } as const;
const address = { type: String, nullable: true, example: 'jane.doe@acme.com' } as const;

/** Which mappings are asked for. */
export class MappingQuery extends ListQuery {
  @IsOptional()
  @IsIn(['active', 'ended'])
  @ApiProperty({ required: false, enum: ['active', 'ended'], description: 'Left out: both.' })
  state?: 'active' | 'ended';
}

/** Why an admin changes a mapping. */
export class ByHandReason {
  /**
   * Why; it stays in the audit trail.
   * @example "Goes by her maiden name in LCVista."
   */
  @ReadableText(500)
  reason!: string;
}

/** Who is to be mapped to whom by hand, and why. */
export class CreateMapping extends ByHandReason {
  @IsUUID('all', { message: '$property must be the id of a member' })
  @ApiProperty({ format: 'uuid', example: '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01' })
  memberId!: string;

  /**
   * LCVista's own id of the person.
   * @example 4711
   */
  @IsString()
  @Length(1, 200)
  lcvistaUserId!: string;
}

/** Whether an import is carried out. */
export class ImportQuery {
  @IfSent()
  @IsIn(['true', 'false'])
  @ApiProperty({ required: false, enum: ['true', 'false'], description: 'Only tell what would become of the rows.' })
  dryRun?: 'true' | 'false';
}

/** The link between a member and an LCVista user. */
export class MappingAnswer {
  @ApiProperty({ format: 'uuid', example: '5c9d3a50-62d9-4b6c-8f2e-4f9e1c0a7d11' })
  id!: string;

  @ApiProperty({ format: 'uuid', example: '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01' })
  memberId!: string;

  @ApiProperty(address)
  memberEmail!: string | null;

  /** @example 4711 */
  lcvistaUserId!: string;

  @ApiProperty(address)
  lcvistaEmail!: string | null;

  @ApiProperty({ enum: ['rule', 'hand'], example: 'rule', description: 'Who made it: the rule, or an administrator.' })
  origin!: 'rule' | 'hand';

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Why it was made by hand.' })
  reason!: string | null;

  @ApiProperty({ type: [String], example: [], description: mappingFlagsDescription })
  flags!: string[];

  @ApiProperty({ type: String, format: 'date-time', example: '2026-01-06T11:00:03.120Z' })
  startedAt!: Date;

  /** @example "sync run" */
  startedBy!: string;

  @ApiProperty({ ...instant, example: null })
  endedAt!: Date | null;

  @ApiProperty({ enum: endedReasons, nullable: true, example: null })
  endedReason!: EndedReason | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  endedBy!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'What the administrator wrote who ended it.',
  })
  endedNote!: string | null;
}

/** What became of a row of the upload. */
export class ImportedRowAnswer {
  @ApiProperty({ type: 'integer', example: 2, description: 'Line as a spreadsheet counts: the header is 1.' })
  row!: number;

  /** @example jane.doe@acme.com */
  memberEmail!: string;

  /** @example 4711 */
  lcvistaUserId!: string;

  @ApiProperty({ enum: ['mapped', 'refused'], example: 'mapped' })
  outcome!: 'mapped' | 'refused';

  @ApiProperty({ type: String, nullable: true, example: null })
  code!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  message!: string | null;
}

/** What became of an import, row by row. */
export class ImportAnswer {
  /** @example false */
  dryRun!: boolean;

  @ApiProperty({ type: 'integer', minimum: 0, example: 1 })
  mapped!: number;

  @ApiProperty({ type: 'integer', minimum: 0, example: 0 })
  refused!: number;

  @ApiProperty({ type: [ImportedRowAnswer] })
  rows!: readonly ImportedRowAnswer[];
}

/** Mappings, newest first, in pages. */
export class MappingList extends listAnswerOf(MappingAnswer) {}
