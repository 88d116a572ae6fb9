import { Module } from '@nestjs/common';

/** When things run, and only once. */
@Module({})
export class JobsModule {}
