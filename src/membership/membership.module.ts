import { Module } from '@nestjs/common';
import { AccessController } from './access.controller.js';
import { AccessRepository } from './access.repository.js';
import { AccessService } from './access.service.js';
import { ClaimController } from './claim.controller.js';
import { ClaimRepository } from './claim.repository.js';
import { ClaimService } from './claim.service.js';
import { SignInService } from './sign-in.service.js';

/** Claiming, and the learner's own profile. */
@Module({
  controllers: [ClaimController, AccessController],
  providers: [AccessRepository, AccessService, ClaimRepository, ClaimService, SignInService],
})
export class MembershipModule {}
