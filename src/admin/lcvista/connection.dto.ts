import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsObject, IsString, Length, Max, Min } from 'class-validator';
import { checkSteps } from '../../lcvista/client/check-connection.js';
import type { WireProfileOverrides } from '../../lcvista/client/wire-profile.js';
import { type Assignment, assignments } from '../../lcvista/connection/connection.js';
import { IfSent } from '../listing/if-sent.js';
import { ReadableText } from '../listing/readable-text.js';

const wireProfileNote =
  'Names in which the site differs from the usual ones, by section: `index`, `person`, `catalog`, `member`, `page`.';

/** What `PUT` takes. */
export class SetConnection {
  /**
   * Address of the site, without a path: `https://<site>.lcvista.com`, or a host that the operator allows.
   * @example https://acme.lcvista.com
   */
  @IsString()
  @Length(1, 300)
  siteUrl!: string;

  /**
   * Key of LCVista's API, never shown again. Left out: the stored key stays, as long as the site does.
   * @example 0123456789abcdef0123456789abcdef01234567
   */
  @IfSent()
  @IsString()
  apiKey?: string;

  /**
   * With another `siteUrl` than before: it is the same site, with the same ids, under a new address, so that mappings stay.
   * @example false
   */
  @IfSent()
  @IsBoolean()
  sameSite?: boolean;

  /**
   * Name of the catalog whose groups say who is assigned.
   * @example LumiQ
   */
  @IfSent()
  @ReadableText(200)
  catalog?: string;

  @IfSent()
  @IsIn(assignments)
  @ApiProperty({
    enum: assignments,
    required: false,
    default: 'groups',
    description: 'Who is assigned: the people of the catalog, or everyone on the site.',
  })
  assignment?: Assignment;

  /**
   * A run is held when the assigned people shrank by more than this, and by more than five people.
   * @example 20
   */
  @IfSent()
  @IsInt()
  @Min(0)
  @Max(100)
  shrinkLimitPercent?: number;

  @IfSent()
  @IsObject()
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'string' } },
    example: { person: { email: 'primary_email' } },
    description: wireProfileNote,
  })
  wireProfile?: object;
}

/** The connection; the key only by its end. */
export class ConnectionAnswer {
  /** @example https://acme.lcvista.com */
  siteUrl!: string;

  /** @example …4567 */
  apiKey!: string;

  /** @example LumiQ */
  catalog!: string;

  @ApiProperty({ enum: assignments, example: 'groups' })
  assignment!: Assignment;

  /** @example 20 */
  shrinkLimitPercent!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'string' } },
    example: {},
    description: wireProfileNote,
  })
  wireProfile!: WireProfileOverrides;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-01-06T11:00:00.000Z' })
  nextSyncAt!: Date;

  @ApiProperty({ type: String, format: 'date-time', example: '2026-01-05T14:12:09.301Z' })
  connectedAt!: Date;
}

/** One step of a check, in the order in which they are tried. */
export class CheckStepAnswer {
  @ApiProperty({ enum: checkSteps, example: 'reach' })
  step!: (typeof checkSteps)[number];

  /** @example true */
  ok!: boolean;

  /**
   * What was found, or what went wrong.
   * @example "the site accepts the key"
   */
  detail!: string;
}

/** What a check of the connection found; it changes nothing. */
export class ConnectionCheckAnswer {
  /** @example true */
  ok!: boolean;

  @ApiProperty({ type: [CheckStepAnswer] })
  steps!: readonly CheckStepAnswer[];
}
