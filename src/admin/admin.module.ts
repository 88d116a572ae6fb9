import { Module } from '@nestjs/common';

/** The admin API and the read models that cross products. */
@Module({})
export class AdminModule {}
