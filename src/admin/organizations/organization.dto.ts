import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, IsString, Length, Matches, MaxLength, ValidateNested } from 'class-validator';
import { type Environment, environments } from '../../common/environment.js';
import { listAnswerOf } from '../listing/list-answer.dto.js';
import { IfSent } from '../listing/if-sent.js';
import { Nullable } from '../listing/nullable.js';
import { ReadableText } from '../listing/readable-text.js';
import { slugForm } from '../../organizations/organization.js';

/** Whether the directory may provision. */
export class DirectorySyncSwitch {
  /**
   * Off: every SCIM route of the organization answers 403.
   * @example true
   */
  @IsBoolean()
  enabled!: boolean;
}

/** The identity provider whose id tokens are accepted at claims. */
export class SignInSettings {
  /**
   * Issuer of the id tokens: a public https address, or a host that the operator allows.
   * @example https://login.microsoftonline.com/9f5b1c0e-3f0a-4a53-9a3e-6c1f3a0f4d11/v2.0
   */
  @IsString()
  @Length(1, 500)
  issuer!: string;

  /**
   * What the identity provider calls the learning platform: the client id.
   * @example 2b1d0f52-7c6b-4c39-8d2e-0b9f4f3c9a10
   */
  @ReadableText(500)
  audience!: string;
}

/** Settings that can be chosen at the start and changed later. */
class OrganizationSettings {
  /**
   * Set by the platform only, and not once members have signed in. Tokens made before the change stop working.
   * @example production
   */
  @IfSent()
  @IsIn(environments)
  environment?: Environment;

  /**
   * IANA time zone of `syncTime`.
   * @example America/Toronto
   */
  @IfSent()
  @IsString()
  @MaxLength(64)
  timezone?: string;

  /**
   * When the morning sync begins, on a 24-hour clock.
   * @example 06:00
   */
  @IfSent()
  @Matches(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, { message: 'syncTime must be HH:MM, from 00:00 to 23:59' })
  syncTime?: string;

  /** Switched by the platform only. */
  @IfSent()
  @IsObject()
  @ValidateNested()
  @Type(() => DirectorySyncSwitch)
  directorySync?: DirectorySyncSwitch;

  /** null: only claims without id token. */
  @Nullable()
  @IsObject()
  @ValidateNested()
  @Type(() => SignInSettings)
  signIn?: SignInSettings | null;
}

/** What is to change; what is left out stays. */
export class ChangeOrganization extends OrganizationSettings {
  /**
   * Name for people.
   * @example "Acme Corporation"
   */
  @IfSent()
  @ReadableText()
  name?: string;
}

/** A new organization; what is left out gets its default. */
export class CreateOrganization extends OrganizationSettings {
  /**
   * Name in addresses, for good: lower-case letters, digits and hyphens, at most 63, no hyphen at either end.
   * @example acme
   */
  @ApiProperty({ pattern: slugForm.source })
  @Matches(slugForm, {
    message: 'slug must have 1 to 63 lower-case letters, digits or hyphens, and no hyphen at either end',
  })
  slug!: string;

  /**
   * Name for people.
   * @example "Acme Corporation"
   */
  @ReadableText()
  name!: string;
}

/** Whether a directory may write, and where. */
export class DirectorySyncAnswer {
  /** @example true */
  enabled!: boolean;

  /**
   * What the directory calls.
   * @example https://muster.example.com/scim/v2/acme
   */
  scimEndpoint!: string;
}

/** One customer in one environment. */
export class OrganizationAnswer {
  /** @example acme */
  slug!: string;

  /** @example "Acme Corporation" */
  name!: string;

  /** @example production */
  environment!: Environment;

  /** @example America/Toronto */
  timezone!: string;

  /** @example 06:00 */
  syncTime!: string;

  directorySync!: DirectorySyncAnswer;

  /** null: only claims without id token. */
  signIn!: SignInSettings | null;

  /** @example 2026-01-05T09:30:00.000Z */
  createdAt!: Date;
}

/** Organizations in pages. */
export class OrganizationList extends listAnswerOf(OrganizationAnswer) {}
