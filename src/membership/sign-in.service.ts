import { Injectable } from '@nestjs/common';
import type { Origin } from '../audit/origin.js';
import { invalidField } from '../common/domain-error.js';
import type { Environment } from '../common/environment.js';
import { Database } from '../database/database.js';
import { type Claim, ClaimService } from './claim.service.js';
import { IdTokenService } from './id-token.service.js';
import { readSignIn, type SentSignIn } from './read-sign-in.js';
import { refuseClaim } from './refuse-claim.js';
import { type SignInSettings, SignInSettingsRepository } from './sign-in-settings.repository.js';

/** A sign-in from the login flow, in either of its forms, up to the claim. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly settings: SignInSettingsRepository,
    private readonly idTokens: IdTokenService,
    private readonly claims: ClaimService,
  ) {}

  /**
   * @param environment the token's; null for a platform token, which must name the organization instead
   * @throws DomainError what `refuseClaim` answers, 400 for a body of neither form, 401 `id-token-invalid`, 403
   *   `email-not-verified`, 503 `sign-in-keys-unavailable`
   */
  async signIn(origin: Origin, environment: Environment | null, sent: SentSignIn): Promise<Claim> {
    const signIn = readSignIn(sent);
    const { organization } = signIn;
    if ('idToken' in signIn) {
      const settings = await this.settingsOf(signIn.organization, environment);
      const person = await this.idTokens.personOf(settings, signIn.idToken);
      return this.claims.claim(origin, settings.environment, person, organization);
    }
    const place = environment ?? (await this.settingsOf(organization, null)).environment;
    return this.claims.claim(origin, place, signIn.person, organization);
  }

  /** @param environment in which it must be; null: either */
  private async settingsOf(organization: string | null, environment: Environment | null): Promise<SignInSettings> {
    if (organization === null) throw invalidField('organization', 'is required with a platform token');
    const settings = await this.settings.find(this.database.installation(), organization);
    const isThere = settings !== null && (environment === null || settings.environment === environment);
    if (!isThere) throw refuseClaim('organization-not-found');
    return settings;
  }
}
