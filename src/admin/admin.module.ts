import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/directory.module.js';
import { CohortViewRepository } from './cohorts/cohort-view.repository.js';
import { CohortViews } from './cohorts/cohort-views.service.js';
import { CohortsController } from './cohorts/cohorts.controller.js';
import { CsvExport } from './csv/csv-export.js';
import { CustomersModule } from './customers.module.js';
import { DiagnosisFactsRepository } from './diagnosis/diagnosis-facts.repository.js';
import { DiagnosisController } from './diagnosis/diagnosis.controller.js';
import { DiagnosisService } from './diagnosis/diagnosis.service.js';
import { EventViews } from './events/event-views.service.js';
import { EventsController } from './events/events.controller.js';
import { MemberViewRepository } from './members/member-view.repository.js';
import { MemberViews } from './members/member-views.service.js';
import { MembersController } from './members/members.controller.js';

/** The admin API and the read models that cross products. */
@Module({
  imports: [DirectoryModule, CustomersModule],
  controllers: [MembersController, CohortsController, EventsController, DiagnosisController],
  providers: [
    CsvExport,
    MemberViewRepository,
    MemberViews,
    CohortViewRepository,
    CohortViews,
    EventViews,
    DiagnosisFactsRepository,
    DiagnosisService,
  ],
})
export class AdminModule {}
