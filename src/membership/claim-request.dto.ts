import { ApiPropertyOptional } from '@nestjs/swagger';
import { Allow, Matches, ValidateIf } from 'class-validator';
import { Text } from './text.decorator.js';

/** The form that a member's address has; what is around it is trimmed by the rule that compares. */
const address = /^\s*[^\s@]+@[^\s@]+\s*$/;

const unlessIdToken = ValidateIf((body: ClaimRequestDto) => body.idToken === undefined);
const unlessNull = ValidateIf((_, value) => value !== undefined && value !== null);

/** A sign-in: either what the login flow verified itself, or the id token that it received. */
export class ClaimRequestDto {
  @ApiPropertyOptional({
    type: String,
    maxLength: 512,
    description: "The identity provider's issuer. Required unless `idToken` is given.",
    example: 'https://login.microsoftonline.com/9f5b1c0e-3f0a-4a53-9a3e-6c1f3a0f4d11/v2.0',
  })
  @unlessIdToken
  @Text(512)
  issuer?: string;

  @ApiPropertyOptional({
    type: String,
    maxLength: 255,
    description: "The provider's stable id of the person. Required unless `idToken` is given.",
    example: 'q2_Zk0M8v1rYb7Hn3cXwE5tLs9aGd6fJ',
  })
  @unlessIdToken
  @Text(255)
  subject?: string;

  @ApiPropertyOptional({
    type: String,
    maxLength: 320,
    description: 'The address, compared after trimming and lower-casing. Required unless `idToken` is given.',
    example: 'Jane.Doe@acme.com',
  })
  @unlessIdToken
  @Matches(address, { message: 'must be an e-mail address' })
  @Text(320)
  email?: string;

  @ApiPropertyOptional({
    type: Boolean,
    description:
      'Whether the provider verified the address. Required unless `idToken` is given: whatever is not `true` is refused with 403 `email-not-verified`.',
    example: true,
  })
  @Allow()
  emailVerified?: unknown;

  @ApiPropertyOptional({
    type: String,
    maxLength: 256,
    description: "The person's name. Required unless `idToken` is given.",
    example: 'Jane Doe',
  })
  @unlessIdToken
  @Text(256)
  displayName?: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 63,
    description:
      "Slug; left out: every organization of the token's environment. Required with `idToken`, and with a platform token.",
    example: 'acme',
  })
  @unlessNull
  @Text(63)
  organization?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 255,
    description:
      "The directory's own id of the person (Entra: the object id): it finds the member before the address. Without `organization`, one that is no UUID counts only where the address is known.",
    example: '58342554-38d6-4ec8-948c-50044d0a33fd',
  })
  @unlessNull
  @Text(255)
  externalId?: string | null;

  @ApiPropertyOptional({
    type: String,
    maxLength: 16_384,
    description: "An id token of the organization's identity provider, instead of everything but `organization`.",
  })
  @ValidateIf((body: ClaimRequestDto) => body.idToken !== undefined)
  @Text(16_384)
  idToken?: string;
}
