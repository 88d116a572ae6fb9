import { Module } from '@nestjs/common';
import { ComplianceModule } from './compliance.module.js';
import { CustomersModule } from './customers.module.js';
import { InsightModule } from './insight.module.js';
import { PeopleModule } from './people.module.js';
import { WebhooksApiModule } from './webhooks/webhooks-api.module.js';

/** The admin API and the read models that cross products. */
@Module({ imports: [CustomersModule, PeopleModule, ComplianceModule, InsightModule, WebhooksApiModule] })
export class AdminModule {}
