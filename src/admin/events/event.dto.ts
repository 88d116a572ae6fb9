import { ApiProperty } from '@nestjs/swagger';
import { listAnswerOf } from '../listing/list-answer.dto.js';
import { outcomes } from './event-query.dto.js';

/** What the directory asked for over SCIM, and what became of it. */
export class ProvisioningEventAnswer {
  /** @example 4711 */
  id!: string;

  /** @example 2026-01-05T14:00:00.000Z */
  at!: Date;

  @ApiProperty({ type: String, nullable: true, example: 'Entra', description: 'Name of the credential.' })
  actor!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Id of the credential.' })
  actorId!: string | null;

  /** @example create */
  operation!: string;

  /** @example User */
  resourceType!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Id of the member or cohort.' })
  resourceId!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'jane.doe@acme.com' })
  resourceName!: string | null;

  @ApiProperty({ enum: outcomes, example: 'applied' })
  outcome!: string;

  @ApiProperty({ type: 'integer', example: 201, description: 'HTTP status of the answer.' })
  status!: number;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Of a refusal: why, as a word.' })
  reason!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Of a refusal: why, as a sentence.' })
  detail!: string | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'What changed, attribute by attribute: `path`, `before`, `after`.',
    example: [{ path: 'displayName', before: 'Jane Doe', after: 'Jane Roe' }],
  })
  changes!: unknown[];

  @ApiProperty({ type: String, nullable: true, example: 'req-4f1c' })
  requestId!: string | null;
}

/** What the directory did, newest first, in pages. */
export class ProvisioningEventList extends listAnswerOf(ProvisioningEventAnswer) {}

/** What an administrator or a job did. */
export class AuditEventAnswer {
  /** @example 4711 */
  id!: string;

  /** @example 2026-01-05T14:00:00.000Z */
  at!: Date;

  /** @example token.revoked */
  kind!: string;

  /** @example "Support desk" */
  actor!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Id of the credential.' })
  actorId!: string | null;

  @ApiProperty({ enum: ['token', 'environment', 'person', 'job'], example: 'token' })
  actorKind!: string;

  /** @example token */
  subjectType!: string;

  @ApiProperty({ type: String, nullable: true })
  subjectId!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The member that it concerns.' })
  memberId!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, description: 'What it was.' })
  before!: object | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, description: 'What it became.' })
  after!: object | null;

  @ApiProperty({ type: String, nullable: true, example: 'Left the firm', description: 'As the administrator put it.' })
  reason!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '203.0.113.7', description: 'Network address of the caller.' })
  origin!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'req-4f1c' })
  requestId!: string | null;
}

/** What administrators and jobs did, newest first, in pages. */
export class AuditEventList extends listAnswerOf(AuditEventAnswer) {}
