import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { Instant, SearchText, SomeOf } from '../listing/filters.decorator.js';
import { ListQuery } from '../listing/list-query.dto.js';

/** Filters that both kinds of events take. */
export class EventQuery extends ListQuery {
  @SearchText()
  @ApiProperty({ required: false, maxLength: 200, description: 'Who did it: id or name of the credential or job.' })
  actor?: string;

  @IsOptional()
  @IsUUID('all', { message: 'must be the id of a member' })
  @ApiProperty({ required: false, format: 'uuid', description: 'What concerns this member.' })
  member?: string;

  @SearchText()
  @ApiProperty({
    required: false,
    maxLength: 200,
    example: 'token.revoked',
    description: 'What happened; of audit events also a whole subject, e.g. `token`.',
  })
  kind?: string;

  @Instant()
  @ApiProperty({ required: false, format: 'date-time', description: 'Not before this instant.' })
  from?: string;

  @Instant()
  @ApiProperty({ required: false, format: 'date-time', description: 'Before this instant.' })
  to?: string;
}

export const outcomes = ['applied', 'refused'] as const;

/** Which of the directory's writes are asked for. */
export class ProvisioningEventQuery extends EventQuery {
  @SomeOf(outcomes)
  @ApiProperty({ required: false, enum: outcomes, isArray: true, description: 'Whether the directory got its way.' })
  outcome?: string[];
}
