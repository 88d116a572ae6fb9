import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { AccessController } from './access.controller.js';
import { AccessRepository } from './access.repository.js';
import { AccessService } from './access.service.js';
import { ClaimController } from './claim.controller.js';
import { ClaimRepository } from './claim.repository.js';
import { ClaimService } from './claim.service.js';
import { IdTokenService } from './id-token.service.js';
import { MemberHistoryRepository } from './member-history.repository.js';
import { MemberStateRepository } from './member-state.repository.js';
import { MemberService } from './member.service.js';
import { SignInSettingsRepository } from './sign-in-settings.repository.js';
import { SignInService } from './sign-in.service.js';

/** Claiming, the learner's own profile, and what is done to a member by hand. */
@Module({
  imports: [CredentialsModule],
  controllers: [ClaimController, AccessController],
  providers: [
    AccessRepository,
    AccessService,
    ClaimRepository,
    ClaimService,
    IdTokenService,
    MemberHistoryRepository,
    MemberService,
    MemberStateRepository,
    SignInService,
    SignInSettingsRepository,
  ],
  exports: [MemberService],
})
export class MembershipModule {}
