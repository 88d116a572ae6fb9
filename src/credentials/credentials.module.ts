import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { OrganizationSettingsService } from '../organizations/organization-settings.service.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { AccessGuard } from './admission/access.guard.js';
import { Admission } from './admission/admission.js';
import { Authenticator } from './admission/authenticator.js';
import { GuessingLimit } from './admission/guessing-limit.js';
import { RateCeiling } from './admission/rate-ceiling.js';
import { RefusalTrail } from './admission/refusal-trail.js';
import { IssuerClient } from './id-token/issuer-client.js';
import { OpenidKeys } from './id-token/openid-keys.js';
import { OauthClientsRepository } from './oauth/oauth-clients.repository.js';
import { OauthClientsService } from './oauth/oauth-clients.service.js';
import { OauthTokenController } from './oauth/oauth-token.controller.js';
import { OauthTokensRepository } from './oauth/oauth-tokens.repository.js';
import { OauthTokensService } from './oauth/oauth-tokens.service.js';
import { WorkloadIdentityRepository } from './oauth/workload-identity.repository.js';
import { WorkloadIdentityService } from './oauth/workload-identity.service.js';
import { OwnerScopes } from './owner-scope.js';
import { KnownTokens } from './tokens/known-tokens.js';
import { LastUse } from './tokens/last-use.js';
import { TokensRepository } from './tokens/tokens.repository.js';
import { TokensService } from './tokens/tokens.service.js';

/** Who is calling, and what for. */
@Module({
  imports: [OrganizationsModule],
  controllers: [OauthTokenController],
  providers: [
    OwnerScopes,
    KnownTokens,
    LastUse,
    TokensRepository,
    TokensService,
    Authenticator,
    GuessingLimit,
    RefusalTrail,
    RateCeiling,
    Admission,
    IssuerClient,
    OpenidKeys,
    OauthClientsRepository,
    OauthClientsService,
    OauthTokensRepository,
    OauthTokensService,
    WorkloadIdentityRepository,
    WorkloadIdentityService,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [TokensService, Admission, OpenidKeys, OauthClientsService, OauthTokensService, WorkloadIdentityService],
})
export class CredentialsModule {
  constructor(settings: OrganizationSettingsService, known: KnownTokens) {
    settings.onChange(() => known.forget());
  }
}
