import { IsString, Length } from 'class-validator';
import { Instant } from '../listing/instant.js';
import { listAnswerOf } from '../listing/list-answer.dto.js';
import { Nullable } from '../listing/nullable.js';
import { ReadableText } from '../listing/readable-text.js';

/** A new client; its secrets are made apart. */
export class CreateOauthClient {
  /**
   * What the client is for.
   * @example "Entra provisioning"
   */
  @ReadableText()
  name!: string;
}

/** How long a new secret lasts. */
export class CreateOauthSecret {
  /**
   * End of its life, in the future; left out or null: in two years.
   * @example 2028-01-05T00:00:00.000Z
   */
  @Nullable()
  @Instant()
  expiresAt?: string | null;
}

/** A secret without itself. */
export class OauthSecretAnswer {
  /** @example 6f1b9a52-0a3f-4c0b-9d0e-0d6b5a5d8f10 */
  id!: string;

  /**
   * The secret's beginning: enough to recognise it, not to use it.
   * @example mst_secret_prod_8kQ2mZ1x
   */
  prefix!: string;

  /** @example 2028-01-05T00:00:00.000Z */
  expiresAt!: Date | null;
}

/** The only answer that ever holds the secret itself. */
export class NewOauthSecretAnswer extends OauthSecretAnswer {
  /**
   * The client secret, shown this once.
   * @example mst_secret_prod_8kQ2mZ1xV4tRb0NwYc7LfSgHjD3aPeUiKo9qXzTnMvB1rGw
   */
  secret!: string;
}

/** A program that gets access tokens at `/oauth/token`. */
export class OauthClientAnswer {
  /** @example 0d6b5a5d-8f10-4c0b-9d0e-6f1b9a520a3f */
  id!: string;

  /**
   * What the client calls itself at `/oauth/token`.
   * @example 3f0a4a53-9a3e-4d11-b1c0-9f5b1c0e6c1f
   */
  clientId!: string;

  /** @example "Entra provisioning" */
  name!: string;

  /** All that were not revoked; any number may live at once. */
  secrets!: OauthSecretAnswer[];
}

/** Clients, newest first, in pages; never their secrets. */
export class OauthClientList extends listAnswerOf(OauthClientAnswer) {}

/** Whose signed assertions are accepted instead of a secret. */
export class WorkloadIdentitySettings {
  /**
   * A public https address, or a host that the operator allows. Entra: with the tenant's id.
   * @example https://login.microsoftonline.com/9f5b1c0e-3f0a-4a53-9a3e-6c1f3a0f4d11/v2.0
   */
  @IsString()
  @Length(1, 500)
  issuer!: string;

  /**
   * `sub` of the assertions. Entra: the object id of the provisioning application's service principal.
   * @example 5a5d8f10-0a3f-4c0b-9d0e-0d6b6f1b9a52
   */
  @ReadableText(500)
  subject!: string;

  /**
   * `aud` of the assertions.
   * @example api://muster
   */
  @ReadableText(500)
  audience!: string;
}
