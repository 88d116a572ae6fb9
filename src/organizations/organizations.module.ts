import { Module } from '@nestjs/common';
import { OrganizationSettingsService } from './organization-settings.service.js';
import { OrganizationsRepository } from './organizations.repository.js';
import { OrganizationsService } from './organizations.service.js';
import { SyncPlanRepository } from './sync-plan.repository.js';
import { SyncPlanService } from './sync-plan.service.js';

/** Tenants. */
@Module({
  providers: [
    OrganizationsRepository,
    OrganizationsService,
    OrganizationSettingsService,
    SyncPlanRepository,
    SyncPlanService,
  ],
  exports: [OrganizationsService, OrganizationSettingsService],
})
export class OrganizationsModule {}
