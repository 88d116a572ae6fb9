import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import { type ActiveRun, LostRunRepository } from './lost-run.repository.js';
import { SyncQueue } from './sync-queue.js';

/** A younger run is not looked at: it has hardly had the time to get lost. */
const youngMs = 60_000;

const givenUp = 'The run was tried again and again and never came to an end; the log has the details.';

/** An organization has one run at a time, so a run that nobody works on would keep it from ever having another. */
@Injectable()
export class LostRunsService {
  private readonly logger = new Logger(LostRunsService.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly queue: SyncQueue,
    private readonly lost: LostRunRepository,
  ) {}

  /**
   * Puts runs back on the queue that have vanished from it, and fails those that it has given up. Any number of
   * processes may do it at once.
   *
   * @param limit runs to look at
   * @returns how many were lost
   */
  async recover(limit: number): Promise<number> {
    const before = new Date(this.clock.now().getTime() - youngMs);
    let recovered = 0;
    for (const run of await this.lost.findActive(this.database.installation(), before, limit)) {
      const fate = await this.queue.fateOf(this.database.tenant(run.organizationId), run.id);
      if (fate !== 'waiting' && (await this.recoverOne(run))) recovered += 1;
    }
    return recovered;
  }

  /** Asks again under the lock: another process may have found the same. */
  private async recoverOne(run: ActiveRun): Promise<boolean> {
    return await this.database.tenantTransaction(run.organizationId, async (scope) => {
      if (!(await this.lost.lock(scope, run))) return false;
      const fate = await this.queue.fateOf(scope, run.id);
      if (fate === 'waiting') return false;
      if (fate === 'vanished') await this.queue.enqueue(scope, run.id);
      else await this.lost.fail(scope, run, this.clock.now(), givenUp);
      this.logger.warn({ organizationId: run.organizationId, runId: run.id, fate }, 'a sync run was lost');
      return true;
    });
  }
}
