import { Module } from '@nestjs/common';

/** Members and cohorts as rows, shared by the three products. */
@Module({})
export class DirectoryModule {}
