import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min, ValidateIf } from 'class-validator';
import { type Environment, environments } from '../../common/environment.js';
import type { TokenScope } from '../../credentials/caller.js';
import { IfSent } from '../listing/if-sent.js';
import { Instant } from '../listing/instant.js';
import { listAnswerOf } from '../listing/list-answer.dto.js';
import { Nullable } from '../listing/nullable.js';
import { ReadableText } from '../listing/readable-text.js';

const organizationScopes = ['admin', 'viewer', 'scim'] as const;
const installationScopes = ['platform', 'claim'] as const;

class NamedToken {
  /**
   * What the token is for, so that one knows later which to revoke.
   * @example "Entra provisioning"
   */
  @ReadableText()
  name!: string;

  /**
   * End of its life, in the future; left out or null: it does not end by itself.
   * @example 2027-01-05T00:00:00.000Z
   */
  @Nullable()
  @Instant()
  expiresAt?: string | null;
}

/** A new token of an organization. */
export class CreateToken extends NamedToken {
  /**
   * What the token may do within the organization.
   * @example scim
   */
  @IsIn(organizationScopes)
  scope!: (typeof organizationScopes)[number];
}

/** A new token of the installation or of one environment. */
export class CreateInstallationToken extends NamedToken {
  /**
   * `platform`: everything below `/api/v1`; `claim`: sign-ins of one environment.
   * @example claim
   */
  @IsIn(installationScopes)
  scope!: (typeof installationScopes)[number];

  /**
   * Required with scope `claim`, and not with `platform`.
   * @example production
   */
  @ValidateIf((body: CreateInstallationToken) => body.scope === 'claim' || body.environment !== undefined)
  @IsIn(environments)
  environment?: Environment;
}

/** How long the old token goes on beside the new one. */
export class RotateToken {
  /**
   * How long the old token still works beside the new one: at most 30 days, and never longer than it would have.
   * @example 3600
   */
  @ApiProperty({ type: 'integer', required: false })
  @IfSent()
  @IsInt()
  @Min(0)
  @Max(2_592_000)
  overlapSeconds: number = 0;
}

/** A token without its secret. */
export class TokenAnswer {
  /** @example 6f1b9a52-0a3f-4c0b-9d0e-0d6b5a5d8f10 */
  id!: string;

  /** @example "Entra provisioning" */
  name!: string;

  /**
   * @example scim
   */
  scope!: TokenScope;

  /**
   * The token's beginning: enough to recognise it, not to use it.
   * @example mst_scim_prod_8kQ2mZ1x
   */
  prefix!: string;

  /** @example 2027-01-05T00:00:00.000Z */
  expiresAt!: Date | null;

  /** @example 2026-01-05T09:30:00.000Z */
  createdAt!: Date;

  /**
   * Up to a minute behind.
   * @example 2026-02-01T06:00:12.000Z
   */
  lastUsedAt!: Date | null;
}

/** The only answer that ever holds the token itself. */
export class NewTokenAnswer extends TokenAnswer {
  /**
   * The bearer token, shown this once.
   * @example mst_scim_prod_8kQ2mZ1xV4tRb0NwYc7LfSgHjD3aPeUiKo9qXzTnMvB1rGw
   */
  token!: string;
}

/** A platform or claim token. */
export class InstallationTokenAnswer extends TokenAnswer {
  /**
   * With scope `claim`; else null.
   * @example production
   */
  environment!: Environment | null;
}

/** A token of the installation as it is shown once. */
export class NewInstallationTokenAnswer extends InstallationTokenAnswer {
  /**
   * The bearer token, shown this once.
   * @example mst_claim_prod_8kQ2mZ1xV4tRb0NwYc7LfSgHjD3aPeUiKo9qXzTnMvB1rGw
   */
  token!: string;
}

/** Tokens of an organization, newest first, in pages. */
export class TokenList extends listAnswerOf(TokenAnswer) {}
/** Tokens of the installation, newest first, in pages. */
export class InstallationTokenList extends listAnswerOf(InstallationTokenAnswer) {}
