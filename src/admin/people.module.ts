import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/directory.module.js';
import { LcvistaModule } from '../lcvista/lcvista.module.js';
import { MembershipModule } from '../membership/membership.module.js';
import { CohortViewRepository } from './cohorts/cohort-view.repository.js';
import { CohortViews } from './cohorts/cohort-views.service.js';
import { CohortsController } from './cohorts/cohorts.controller.js';
import { CsvModule } from './csv/csv.module.js';
import { MemberChangesController } from './members/member-changes.controller.js';
import { MemberViewRepository } from './members/member-view.repository.js';
import { MemberViews } from './members/member-views.service.js';
import { MembersController } from './members/members.controller.js';
import { ReleaseClaim } from './members/release-claim.service.js';

/** Members and cohorts, as read and as changed by hand. */
@Module({
  imports: [DirectoryModule, LcvistaModule, MembershipModule, CsvModule],
  controllers: [MembersController, MemberChangesController, CohortsController],
  providers: [MemberViewRepository, MemberViews, ReleaseClaim, CohortViewRepository, CohortViews],
})
export class PeopleModule {}
