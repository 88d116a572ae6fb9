import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/directory.module.js';
import { CohortViewRepository } from './cohorts/cohort-view.repository.js';
import { CohortViews } from './cohorts/cohort-views.service.js';
import { CohortsController } from './cohorts/cohorts.controller.js';
import { ComplianceModule } from './compliance.module.js';
import { CsvModule } from './csv/csv.module.js';
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
  imports: [DirectoryModule, CustomersModule, ComplianceModule, CsvModule],
  controllers: [MembersController, CohortsController, EventsController, DiagnosisController],
  providers: [
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
