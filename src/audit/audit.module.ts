import { Global, Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail.js';
import { EventRetention } from './event-retention.js';

/** What happened, and who did it. */
@Global()
@Module({ providers: [AuditTrail, EventRetention], exports: [AuditTrail, EventRetention] })
export class AuditModule {}
