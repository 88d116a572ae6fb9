import { Global, Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail.js';

/** What happened, and who did it. */
@Global()
@Module({ providers: [AuditTrail], exports: [AuditTrail] })
export class AuditModule {}
