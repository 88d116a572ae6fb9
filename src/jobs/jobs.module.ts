import { Global, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { DirectoryModule } from '../directory/directory.module.js';
import { LcvistaModule } from '../lcvista/lcvista.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { BackgroundWork } from './background-work.js';
import { DutyRoster } from './duty-roster.js';
import { JobQueue } from './job-queue.js';
import { OwnDuties } from './own-duties.js';
import { WebhookDuties } from './webhook-duties.js';
import { WorkerProcesses } from './worker-processes.js';

/** When things run, and only once. */
@Global()
@Module({
  imports: [ScheduleModule.forRoot(), DirectoryModule, LcvistaModule, WebhooksModule],
  providers: [BackgroundWork, DutyRoster, JobQueue, OwnDuties, WebhookDuties, WorkerProcesses],
  exports: [DutyRoster],
})
export class JobsModule {
  constructor(roster: DutyRoster, own: OwnDuties, webhooks: WebhookDuties) {
    for (const duty of [...own.all(), ...webhooks.all()]) roster.add(duty);
  }
}
