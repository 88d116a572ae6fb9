import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { OauthTokensService } from '../credentials/oauth/oauth-tokens.service.js';
import { DutyRoster } from '../jobs/duty-roster.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { OauthClientsController } from './oauth-clients/oauth-clients.controller.js';
import { WorkloadIdentityController } from './oauth-clients/workload-identity.controller.js';
import { OrganizationsController } from './organizations/organizations.controller.js';
import { InstallationTokensController } from './tokens/installation-tokens.controller.js';
import { TokensController } from './tokens/tokens.controller.js';

/** Setting customers up: organizations and the credentials that reach them. */
@Module({
  imports: [OrganizationsModule, CredentialsModule],
  controllers: [
    OrganizationsController,
    TokensController,
    InstallationTokensController,
    OauthClientsController,
    WorkloadIdentityController,
  ],
})
export class CustomersModule {
  constructor(duties: DutyRoster, tokens: OauthTokensService) {
    duties.add({ name: 'ended-access-tokens', pace: 'hour', do: () => tokens.purgeEnded() });
  }
}
