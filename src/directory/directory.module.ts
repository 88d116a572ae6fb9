import { Module } from '@nestjs/common';
import { TallyRepository } from './tally.repository.js';

/** Members and cohorts as rows, shared by the three products. */
@Module({ providers: [TallyRepository], exports: [TallyRepository] })
export class DirectoryModule {}
