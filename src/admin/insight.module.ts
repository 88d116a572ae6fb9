import { Module } from '@nestjs/common';
import { DigestModule } from '../digest/digest.module.js';
import { DirectoryModule } from '../directory/directory.module.js';
import { CsvModule } from './csv/csv.module.js';
import { DiagnosisFactsRepository } from './diagnosis/diagnosis-facts.repository.js';
import { DiagnosisController } from './diagnosis/diagnosis.controller.js';
import { DiagnosisService } from './diagnosis/diagnosis.service.js';
import { DigestsController } from './digests/digests.controller.js';
import { EntraSetupController } from './entra-setup/entra-setup.controller.js';
import { EventViews } from './events/event-views.service.js';
import { EventsController } from './events/events.controller.js';
import { InstallationEventsController } from './events/installation-events.controller.js';
import { OverviewController } from './overview/overview.controller.js';
import { OverviewRepository } from './overview/overview.repository.js';
import { OverviewService } from './overview/overview.service.js';

/** How an organization stands, now and week by week; why somebody is not mapped; what happened; the directory's set-up. */
@Module({
  imports: [DirectoryModule, DigestModule, CsvModule],
  controllers: [
    OverviewController,
    DiagnosisController,
    EventsController,
    InstallationEventsController,
    DigestsController,
    EntraSetupController,
  ],
  providers: [OverviewRepository, OverviewService, DiagnosisFactsRepository, DiagnosisService, EventViews],
})
export class InsightModule {}
