import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsUUID } from 'class-validator';
import { auditKinds, auditSubjects } from '../../audit/audit-kind.js';
import { recordedOperations } from '../../audit/provisioning-event.js';
import { InstantFilter, OneOf, SearchText, SomeOf } from '../listing/filters.decorator.js';
import { ListQuery } from '../listing/list-query.dto.js';

/** Filters that all events take. */
export class EventQuery extends ListQuery {
  @SearchText()
  @ApiProperty({ required: false, maxLength: 200, description: 'Who did it: id or name of the credential or job.' })
  actor?: string;

  @InstantFilter()
  @ApiProperty({ required: false, format: 'date-time', description: 'Not before this instant.' })
  from?: string;

  @InstantFilter()
  @ApiProperty({ required: false, format: 'date-time', description: 'Before this instant.' })
  to?: string;
}

/** What concerns one member: of the organization's own events only. */
const OfMember = (): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    IsUUID('all', { message: 'must be the id of a member' }),
    ApiProperty({ required: false, format: 'uuid', description: 'What concerns this member.' }),
  );

export const outcomes = ['applied', 'refused'] as const;

/** Which of the directory's writes are asked for. */
export class ProvisioningEventQuery extends EventQuery {
  @OfMember()
  member?: string;

  @OneOf(recordedOperations)
  @ApiProperty({ required: false, enum: recordedOperations, description: 'What the directory asked for.' })
  kind?: string;

  @SomeOf(outcomes)
  @ApiProperty({ required: false, enum: outcomes, isArray: true, description: 'Whether the directory got its way.' })
  outcome?: string[];
}

const auditTopics = [...auditSubjects, ...auditKinds];

/** Which doings outside of every organization are asked for. */
export class InstallationEventQuery extends EventQuery {
  @OneOf(auditTopics)
  @ApiProperty({
    required: false,
    enum: auditTopics,
    example: 'token.revoked',
    description: 'What happened, or a whole subject, e.g. `token`.',
  })
  kind?: string;
}

/** Which doings of administrators and jobs are asked for. */
export class AuditEventQuery extends InstallationEventQuery {
  @OfMember()
  member?: string;
}
