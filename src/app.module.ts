import { type DynamicModule, Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import { AuditModule } from './audit/audit.module.js';
import type { Clock } from './common/clock.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { CredentialsModule } from './credentials/credentials.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DigestModule } from './digest/digest.module.js';
import { DirectoryModule } from './directory/directory.module.js';
import { HealthModule } from './health/health.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { QueueModule } from './jobs/queue.module.js';
import { LcvistaModule } from './lcvista/lcvista.module.js';
import { MembershipModule } from './membership/membership.module.js';
import { OrganizationsModule } from './organizations/organizations.module.js';
import { ScimModule } from './scim/scim.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** What the process is made of: settings, an address of a migrated database, keys, a clock, and its patience. */
export interface Parts {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly encryptionKey: Buffer;
  readonly clock?: Clock;
  /** After how many milliseconds a request is given up; left out: as `OpenRequests` says. */
  readonly answerWithinMs?: number;
}

/** The whole house, from the ground up. */
@Module({})
export class AppModule {
  static of(parts: Parts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(parts.config, parts.encryptionKey, parts.clock),
        DatabaseModule.connectedTo(parts.databaseUrl),
        AuditModule,
        OrganizationsModule,
        DirectoryModule,
        CredentialsModule,
        ScimModule,
        MembershipModule,
        LcvistaModule,
        WebhooksModule,
        QueueModule,
        JobsModule,
        DigestModule,
        AdminModule,
        HealthModule,
      ],
    };
  }
}
