import { Module } from '@nestjs/common';
import { CohortRepository } from './cohort.repository.js';
import { MemberRepository } from './member.repository.js';
import { TallyRepository } from './tally.repository.js';

const repositories = [MemberRepository, CohortRepository, TallyRepository];

/** Members and cohorts as rows, shared by the three products. */
@Module({ providers: repositories, exports: repositories })
export class DirectoryModule {}
