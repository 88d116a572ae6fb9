import type { Environment } from '../common/environment.js';

export const tokenScopes = ['platform', 'admin', 'viewer', 'scim', 'claim'] as const;

/**
 * What a credential may do: `platform` is for the installation, `admin` for one organization, `viewer` reads it, `scim`
 * is for its directory, `claim` for the login flow of one environment.
 */
export type TokenScope = (typeof tokenScopes)[number];

/** The organization of a request: what guards and controllers need of it, read together with the token. */
export interface TenantIdentity {
  readonly id: string;
  readonly slug: string;
  readonly environment: Environment;
  readonly directorySyncEnabled: boolean;
}

/** Who calls, known from the credential alone. */
export interface Caller {
  /** null: the platform token of the environment variable. */
  readonly tokenId: string | null;
  readonly tokenName: string;
  readonly scope: TokenScope;
  /** With scopes `admin`, `viewer` and `scim`. */
  readonly organization: TenantIdentity | null;
  /** With scope `claim`. */
  readonly environment: Environment | null;
}
