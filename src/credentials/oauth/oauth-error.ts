export type OauthErrorCode =
  'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'temporarily_unavailable';

/** A refusal of the token endpoint (RFC 6749 section 5.2). */
export class OauthError extends Error {
  override readonly name = 'OauthError';

  /** @param usedBasic whether the client tried HTTP Basic, and so is told to try it again */
  constructor(
    readonly code: OauthErrorCode,
    message: string,
    readonly usedBasic = false,
  ) {
    super(message);
  }
}
