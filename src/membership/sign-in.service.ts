import { Injectable } from '@nestjs/common';
import type { Origin } from '../audit/origin.js';
import { DomainError, invalidField } from '../common/domain-error.js';
import type { Environment } from '../common/environment.js';
import { Database } from '../database/database.js';
import { ClaimRepository } from './claim.repository.js';
import { type Claim, ClaimService } from './claim.service.js';
import { readSignIn, type SentSignIn } from './read-sign-in.js';
import { refuseClaim } from './refuse-claim.js';

/** A sign-in from the login flow, in either of its forms, up to the claim. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly repository: ClaimRepository,
    private readonly claims: ClaimService,
  ) {}

  /**
   * @param environment the token's; null for a platform token, which must name the organization instead
   * @throws DomainError with the codes of contract section 6, 400 for a body of neither form
   */
  async signIn(origin: Origin, environment: Environment | null, sent: SentSignIn): Promise<Claim> {
    const signIn = readSignIn(sent);
    const place = environment ?? (await this.environmentOf(signIn.organization));
    if ('idToken' in signIn) {
      throw new DomainError('unauthenticated', 'id-token-invalid', 'The organization has no sign-in configured.', {
        extensions: { reason: 'sign-in-not-configured' },
      });
    }
    return this.claims.claim(origin, place, signIn.person, signIn.organization);
  }

  private async environmentOf(organization: string | null): Promise<Environment> {
    if (organization === null) throw invalidField('organization', 'is required with a platform token');
    const environment = await this.repository.environmentOf(this.database.installation(), organization);
    if (environment === null) throw refuseClaim('organization-not-found');
    return environment;
  }
}
