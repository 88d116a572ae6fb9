/** A program that gets access tokens by a secret of its own (RFC 6749 section 4.4): Microsoft Entra. */
export interface OauthClient {
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  readonly createdAt: Date;
  /** Several may live at once, so that they can be changed without a pause. Oldest first. */
  readonly secrets: readonly OauthSecret[];
}

export interface OauthSecret {
  readonly id: string;
  readonly prefix: string;
  readonly expiresAt: Date | null;
}

/** The one moment in which the secret itself is known. */
export interface NewOauthSecret extends OauthSecret {
  readonly secret: string;
}
