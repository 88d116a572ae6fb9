import { DomainError } from '../common/domain-error.js';

/** Why an id token is not believed, for whoever sets a login flow up. */
export type IdTokenReason = keyof typeof details;

const details = {
  'sign-in-not-configured': 'No sign-in is configured for the organization, so no id token counts.',
  malformed: 'The id token is not a signed token with the claims that it must have.',
  'wrong-audience': 'The id token was made for another application.',
  'wrong-issuer': "The id token does not come from the organization's identity provider.",
  expired: 'The id token has expired.',
  'not-yet-valid': 'The id token is not valid yet.',
  'algorithm-not-allowed': 'The id token is not signed in a way that is accepted.',
  'unknown-key': "The id token is signed with a key that the organization's identity provider does not publish.",
  'bad-signature': 'The signature of the id token does not fit.',
  'no-address': 'The id token has no address: neither email nor preferred_username has the form of one.',
} as const;

/** A 401 `id-token-invalid` with the reason beside the code. */
export function idTokenInvalid(reason: IdTokenReason, cause?: unknown): DomainError {
  return new DomainError('unauthenticated', 'id-token-invalid', details[reason], { extensions: { reason }, cause });
}

const reasons: Record<string, IdTokenReason | undefined> = {
  'claim-aud': 'wrong-audience',
  'claim-iss': 'wrong-issuer',
  'claim-nbf': 'not-yet-valid',
  ERR_JWT_EXPIRED: 'expired',
  ERR_JOSE_ALG_NOT_ALLOWED: 'algorithm-not-allowed',
  ERR_JWKS_NO_MATCHING_KEY: 'unknown-key',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'unknown-key',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'bad-signature',
};

/** The reason for what `verifyIssuerToken` found. */
export function reasonOf(found: string): IdTokenReason {
  return reasons[found] ?? 'malformed';
}
