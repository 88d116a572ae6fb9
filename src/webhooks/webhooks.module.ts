import { Module } from '@nestjs/common';

/** Signed notifications to addresses that an organization registers. */
@Module({})
export class WebhooksModule {}
