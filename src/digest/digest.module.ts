import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DutyRoster } from '../jobs/duty-roster.js';
import { DigestMaker } from './digest-maker.service.js';
import { DigestPlanRepository } from './digest-plan.repository.js';
import { DigestPlansService } from './digest-plans.service.js';
import { DigestSender } from './digest-sender.service.js';
import { DigestRepository } from './digest.repository.js';
import { DigestsService } from './digests.service.js';
import { MailServer } from './mail-server.js';
import { LcvistaModule } from '../lcvista/lcvista.module.js';
import { ReviewQueueRepository } from './review-queue.repository.js';
import { ReviewReader } from './review-reader.service.js';
import { WeeklyReview } from './weekly-review.js';

/** The weekly review of who is not mapped, and why. */
@Module({
  imports: [LcvistaModule],
  providers: [
    DigestPlanRepository,
    DigestPlansService,
    DigestRepository,
    DigestsService,
    DigestMaker,
    DigestSender,
    MailServer,
    ReviewQueueRepository,
    ReviewReader,
    WeeklyReview,
  ],
  exports: [DigestPlansService, DigestsService, WeeklyReview],
})
export class DigestModule {
  constructor(roster: DutyRoster, review: WeeklyReview, clock: Clock) {
    roster.add({ name: 'weekly-review', pace: 'minute', do: (signal) => review.makeDue(clock.now(), signal) });
  }
}
