import { Global, Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail.js';
import { EventRetention } from './event-retention.js';
import { ProvisioningEvents } from './provisioning-events.js';

const records = [AuditTrail, EventRetention, ProvisioningEvents];

/** What happened, and who did it. */
@Global()
@Module({ providers: records, exports: records })
export class AuditModule {}
