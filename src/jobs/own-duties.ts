import { Injectable, Logger } from '@nestjs/common';
import { EventRetention } from '../audit/event-retention.js';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.js';
import { isDatabaseAway } from '../database/is-database-away.js';
import { TallyRepository } from '../directory/tally.repository.js';
import { QueueKeeper } from '../lcvista/review/queue-keeper.service.js';
import { LostRunsService } from '../lcvista/sync/lost-runs.service.js';
import { SyncRetention } from '../lcvista/sync/sync-retention.js';
import { SyncSchedule } from '../lcvista/sync/sync-schedule.js';
import type { Duty } from './duty-roster.js';
import { WorkerProcesses } from './worker-processes.js';

/** Organizations that one round looks after; the rest has its turn seconds later. */
const organizationsPerRound = 500;

/** A tally is folded when it has more differences than a reader should add up. */
export const tallyRows = 50;

/** A review queue is settled when a reader would have to judge more addresses than these anew. */
const movedAddresses = 50;

/** The duties of this floor and of the floors below. */
@Injectable()
export class OwnDuties {
  private readonly logger = new Logger(OwnDuties.name);
  /** Organizations of which the log has been told already. */
  private readonly told = new Set<string>();

  constructor(
    private readonly schedule: SyncSchedule,
    private readonly lostRuns: LostRunsService,
    private readonly readings: SyncRetention,
    private readonly processes: WorkerProcesses,
    private readonly tallies: TallyRepository,
    private readonly queues: QueueKeeper,
    private readonly retention: EventRetention,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** What each process does again and again, and how often. */
  all(): Duty[] {
    return [
      { name: 'morning-syncs', pace: 'seconds', do: (signal) => this.queueMorningSyncs(signal) },
      { name: 'sync-retries', pace: 'seconds', do: () => this.schedule.queueRetries(organizationsPerRound) },
      { name: 'lost-syncs', pace: 'minute', do: () => this.lostRuns.recover(organizationsPerRound) },
      { name: 'jobs-of-the-dead', pace: 'seconds', do: () => this.processes.recoverJobsOfTheDead() },
      { name: 'tallies', pace: 'minute', do: () => this.tallies.fold(this.database.installation(), tallyRows) },
      { name: 'review-queues', pace: 'minute', do: (signal) => this.settleQueues(signal) },
      { name: 'sync-retention', pace: 'hour', do: () => this.readings.purge() },
      { name: 'retention', pace: 'hour', do: () => this.retention.purge(this.clock.now()) },
    ];
  }

  private settleQueues(signal: AbortSignal): Promise<void> {
    return this.queues.settleCrowded(movedAddresses, organizationsPerRound, signal);
  }

  private async queueMorningSyncs(signal: AbortSignal): Promise<void> {
    for (const organizationId of await this.schedule.findDue(organizationsPerRound)) {
      if (signal.aborted) return;
      await this.queueMorning(organizationId);
    }
  }

  /** One organization's trouble does not keep the others waiting; it is tried again in the next round, and told once. */
  private async queueMorning(organizationId: string): Promise<void> {
    try {
      await this.schedule.queueScheduled(organizationId);
      this.told.delete(organizationId);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      if (this.told.has(organizationId)) return;
      this.told.add(organizationId);
      this.logger.error({ organizationId, err: error }, 'the morning sync of an organization could not be queued');
    }
  }
}
