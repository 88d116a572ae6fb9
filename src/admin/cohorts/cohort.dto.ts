import { ApiProperty } from '@nestjs/swagger';
import { listAnswerOf } from '../listing/list-answer.dto.js';
import { ListQuery } from '../listing/list-query.dto.js';
import { SearchText } from '../listing/filters.decorator.js';

/** A directory group. */
export class CohortAnswer {
  @ApiProperty({ format: 'uuid', example: '3f0c1f64-7a53-4d0f-9d1c-0d8f3b2a6c11' })
  id!: string;

  /** @example "Audit Toronto" */
  name!: string;

  @ApiProperty({ type: String, nullable: true, example: '7d1c2a34-0b5f-4c0b-8a55-3f0a5f1b2c66' })
  externalId!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, example: 42, description: 'Its members, whatever their access.' })
  size!: number;

  /** @example 2026-01-05T14:00:00.000Z */
  createdAt!: Date;
}

/** Cohorts by name, in pages. */
export class CohortList extends listAnswerOf(CohortAnswer) {}

/** Which cohorts are asked for. */
export class CohortQuery extends ListQuery {
  @SearchText()
  @ApiProperty({ required: false, maxLength: 200, description: 'Part of the name.' })
  q?: string;
}
