import { Module } from '@nestjs/common';

/** Claiming, and the learner's own profile. */
@Module({})
export class MembershipModule {}
