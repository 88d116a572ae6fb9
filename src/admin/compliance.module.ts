import { Module } from '@nestjs/common';
import { LcvistaModule } from '../lcvista/lcvista.module.js';
import { CsvModule } from './csv/csv.module.js';
import { ConnectionController } from './lcvista/connection.controller.js';
import { MappingViewRepository } from './mappings/mapping-view.repository.js';
import { MappingViews } from './mappings/mapping-views.service.js';
import { MappingsController } from './mappings/mappings.controller.js';
import { SyncRunViewRepository } from './sync-runs/sync-run-view.repository.js';
import { SyncRunViews } from './sync-runs/sync-run-views.service.js';
import { SyncRunsController } from './sync-runs/sync-runs.controller.js';
import { UnmappedViewRepository } from './unmapped/unmapped-view.repository.js';
import { UnmappedViews } from './unmapped/unmapped-views.service.js';
import { UnmappedController } from './unmapped/unmapped.controller.js';

/** Compliance tracking: the LCVista site, its runs, mappings and the review queue. */
@Module({
  imports: [LcvistaModule, CsvModule],
  controllers: [ConnectionController, SyncRunsController, MappingsController, UnmappedController],
  providers: [
    SyncRunViewRepository,
    SyncRunViews,
    MappingViewRepository,
    MappingViews,
    UnmappedViewRepository,
    UnmappedViews,
  ],
})
export class ComplianceModule {}
