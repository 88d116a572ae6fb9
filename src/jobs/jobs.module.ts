import { Global, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { DirectoryModule } from '../directory/directory.module.js';
import { LcvistaModule } from '../lcvista/lcvista.module.js';
import { WebhooksModule } from '../webhooks/webhooks.module.js';
import { BackgroundWork } from './background-work.js';
import { DutyRoster } from './duty-roster.js';
import { JobQueue } from './job-queue.js';
import { OwnDuties } from './own-duties.js';
import { SealedSecretsRepository } from './sealing/sealed-secrets.repository.js';
import { SealedSecrets } from './sealing/sealed-secrets.service.js';
import { WebhookDuties } from './webhook-duties.js';
import { WorkerProcesses } from './worker-processes.js';

/** When things run, and only once. */
@Global()
@Module({
  imports: [ScheduleModule.forRoot(), DirectoryModule, LcvistaModule, WebhooksModule],
  providers: [
    BackgroundWork,
    DutyRoster,
    JobQueue,
    OwnDuties,
    SealedSecretsRepository,
    SealedSecrets,
    WebhookDuties,
    WorkerProcesses,
  ],
  exports: [DutyRoster, SealedSecrets],
})
export class JobsModule {
  constructor(roster: DutyRoster, own: OwnDuties, webhooks: WebhookDuties, secrets: SealedSecrets) {
    for (const duty of [...own.all(), ...webhooks.all()]) roster.add(duty);
    roster.add({ name: 'sealed-secrets', pace: 'minute', do: (signal) => secrets.sealAnew(signal) });
  }
}
