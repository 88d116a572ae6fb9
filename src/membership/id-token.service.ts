import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { OpenidKeys } from '../credentials/id-token/openid-keys.js';
import { UnverifiedToken, verifyIssuerToken } from '../credentials/id-token/verify-issuer-token.js';
import { idTokenInvalid, reasonOf } from './id-token-refusal.js';
import { personOfIdToken } from './person-of-id-token.js';
import type { SignInSettings } from './sign-in-settings.repository.js';
import type { SignedInPerson } from './signed-in-person.js';

const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256'];

/** Believes an id token, or says why not. */
@Injectable()
export class IdTokenService {
  constructor(
    private readonly keys: OpenidKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * @param settings of the organization that the person signs in to
   * @throws DomainError 401 `id-token-invalid` with a `reason`, 403 `email-not-verified`, 503
   *   `sign-in-keys-unavailable` when the identity provider's keys cannot be read
   */
  async personOf(settings: SignInSettings, idToken: string): Promise<SignedInPerson> {
    const { issuer, audience } = settings;
    if (issuer === null || audience === null) throw idTokenInvalid('sign-in-not-configured');
    try {
      const expected = { issuer, audience, algorithms, now: this.clock.now() };
      return personOfIdToken(await verifyIssuerToken(this.keys, idToken, expected));
    } catch (error) {
      if (error instanceof UnverifiedToken) throw idTokenInvalid(reasonOf(error.reason), error);
      if (error instanceof DomainError && error.kind === 'unavailable') throw keysUnavailable(error);
      throw error;
    }
  }
}

function keysUnavailable(cause: DomainError): DomainError {
  const message = "The keys of the organization's identity provider cannot be read right now.";
  const retryAfterSeconds = cause.details.retryAfterSeconds ?? 5;
  return new DomainError('unavailable', 'sign-in-keys-unavailable', message, { retryAfterSeconds, cause });
}
