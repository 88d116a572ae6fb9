import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { OpenidKeys } from './openid-keys.js';

/** What a signed token must say to be believed. */
export interface ExpectedToken {
  /** The configured issuer; the token's own `iss` is compared with it and never followed. */
  readonly issuer: string;
  readonly audience: string;
  /** Left out: any subject, but there must be one. */
  readonly subject?: string;
  /** JWS names, e.g. `RS256`; never a symmetric one. */
  readonly algorithms: readonly string[];
  readonly now: Date;
}

/** A token that does not hold. The reason is for the log: the caller is told nothing of it. */
export class UnverifiedToken extends Error {
  override readonly name = 'UnverifiedToken';

  constructor(
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`the token does not verify: ${reason}`, { cause });
  }
}

/** Clocks of two firms differ by so much at most. */
const skewSeconds = 60;
const longest = 16_384;

/**
 * Verifies signature, algorithm, issuer, audience, subject, `exp` and `nbf` of a signed token (RFC 7519, OpenID Connect
 * Core section 3.1.3.7, RFC 7523 section 3).
 *
 * @returns what the token says
 * @throws UnverifiedToken; DomainError 503 when the issuer's keys cannot be read
 */
export async function verifyIssuerToken(
  keys: Pick<OpenidKeys, 'find'>,
  token: string,
  { issuer, audience, subject, algorithms, now }: ExpectedToken,
): Promise<JWTPayload> {
  if (token.length > longest) throw new UnverifiedToken('too-long');
  try {
    const { payload } = await jwtVerify(token, (header, jws) => keys.find(issuer, header, jws), {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance: skewSeconds,
      currentDate: now,
      requiredClaims: ['exp', 'sub'],
      ...(subject === undefined ? {} : { subject }),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTClaimValidationFailed) throw new UnverifiedToken(`claim-${error.claim}`, error);
    if (error instanceof errors.JOSEError) throw new UnverifiedToken(error.code, error);
    throw error;
  }
}
