import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/directory.module.js';
import { CsvModule } from './csv/csv.module.js';
import { DiagnosisFactsRepository } from './diagnosis/diagnosis-facts.repository.js';
import { DiagnosisController } from './diagnosis/diagnosis.controller.js';
import { DiagnosisService } from './diagnosis/diagnosis.service.js';
import { EntraSetupController } from './entra-setup/entra-setup.controller.js';
import { EventViews } from './events/event-views.service.js';
import { EventsController } from './events/events.controller.js';
import { OverviewController } from './overview/overview.controller.js';
import { OverviewRepository } from './overview/overview.repository.js';
import { OverviewService } from './overview/overview.service.js';

/** How an organization stands, why one employee is not mapped, what happened, and how to set the directory up. */
@Module({
  imports: [DirectoryModule, CsvModule],
  controllers: [OverviewController, DiagnosisController, EventsController, EntraSetupController],
  providers: [OverviewRepository, OverviewService, DiagnosisFactsRepository, DiagnosisService, EventViews],
})
export class InsightModule {}
