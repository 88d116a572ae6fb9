import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, Matches, ValidateIf } from 'class-validator';
import { Text } from './text.decorator.js';

/** The form that a member's address has; what is around it is trimmed by the rule that compares. */
const address = /^\s*[^\s@]+@[^\s@]+\s*$/;

const unlessIdToken = ValidateIf((body: ClaimRequestDto) => body.idToken === undefined);

/** A sign-in: either what the login flow verified itself, or the id token that it received. */
export class ClaimRequestDto {
  /** The identity provider's issuer. Required unless `idToken` is given. */
  @unlessIdToken
  @Text(512)
  @ApiPropertyOptional({ type: String, maxLength: 512 })
  issuer?: string;

  /** The provider's stable id of the person. Required unless `idToken` is given. */
  @unlessIdToken
  @Text(255)
  @ApiPropertyOptional({ type: String, maxLength: 255 })
  subject?: string;

  /** The verified address. Required unless `idToken` is given. */
  @unlessIdToken
  @Text(320)
  @Matches(address, { message: 'must be an e-mail address' })
  @ApiPropertyOptional({ type: String, maxLength: 320 })
  email?: string;

  /** Whether the provider verified the address; a claim needs `true`. Required unless `idToken` is given. */
  @unlessIdToken
  @IsBoolean({ message: 'must be true or false' })
  @ApiPropertyOptional({ type: Boolean })
  emailVerified?: boolean;

  /** The person's name. Required unless `idToken` is given. */
  @unlessIdToken
  @Text(256)
  @ApiPropertyOptional({ type: String, maxLength: 256 })
  displayName?: string;

  /** Slug; left out: every organization of the token's environment. Required with `idToken` and with a platform token. */
  @IsOptional()
  @Text(63)
  organization?: string | null;

  /** The directory's own id of the person (Entra: the object id): it finds the member before the address does. */
  @IsOptional()
  @Text(255)
  externalId?: string | null;

  /** A signed id token of the organization's identity provider, instead of everything but `organization`. */
  @ValidateIf((body: ClaimRequestDto) => body.idToken !== undefined)
  @Text(16_384)
  @ApiPropertyOptional({ type: String, maxLength: 16_384 })
  idToken?: string;
}
