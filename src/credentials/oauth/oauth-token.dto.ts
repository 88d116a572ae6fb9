/** What a client gets for its credentials (RFC 6749 section 5.1). */
export class OauthTokenAnswer {
  /**
   * Bearer token for the organization's SCIM endpoint.
   * @example mst_scim_prod_8kQ2mZ1xV4tRb0NwYc7LfSgHjD3aPeUiKo9qXzTnMvB1rGw
   */
  access_token!: string;

  /** @example Bearer */
  token_type!: string;

  /**
   * Seconds.
   * @example 3600
   */
  expires_in!: number;
}

/** A refusal (RFC 6749 section 5.2). */
export class OauthErrorAnswer {
  /** @example invalid_client */
  error!: string;

  /** @example "The client must authenticate with its id and secret." */
  error_description!: string;
}
