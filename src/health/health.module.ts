import { Module } from '@nestjs/common';

/** Probes and metrics. */
@Module({})
export class HealthModule {}
