import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { isOverWithin } from '../common/is-over-within.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { SyncRunner } from '../lcvista/sync/sync-runner.js';
import { DutyRoster } from './duty-roster.js';
import { JobQueue } from './job-queue.js';
import { syncRunTask } from './sync-job-queue.js';

/** A duty is told to stop, but may be in the middle of a statement. */
const dutiesWithinMs = 5_000;

/** Longer than a run gets to end or to be broken off, and to be given back. */
const leaveWithinMs = 12_000;

/** Starts and stops what happens without a request: the queue's work, and the duties of each pace. */
@Injectable()
export class BackgroundWork implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(BackgroundWork.name);
  private readonly stopping = new AbortController();
  private leaving: Promise<void> | null = null;
  private working = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly queue: JobQueue,
    private readonly duties: DutyRoster,
    private readonly syncRuns: SyncRunner,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.scheduler) return;
    await this.queue.start({ [syncRunTask]: (payload) => this.executeSyncRun(payload) });
    this.working = true;
    // What a process left behind that died is taken up at once, not at the next tick.
    void this.everyFewSeconds();
  }

  /**
   * Runs stop at a safe point and go back to the queue; another process, or the next start, takes them up again. It takes
   * 12 seconds at most, whether the database answers or not. May be called before the application closes, and twice.
   */
  leave(): Promise<void> {
    this.leaving ??= this.finish();
    return this.leaving;
  }

  async onModuleDestroy(): Promise<void> {
    await this.leave();
  }

  private async finish(): Promise<void> {
    const until = performance.now() + leaveWithinMs;
    this.working = false;
    this.stopping.abort();
    if (!(await isOverWithin(dutiesWithinMs, this.duties.finish()))) {
      this.logger.warn('duties were left under way, since the process ends');
    }
    await this.queue.stop(until - performance.now());
  }

  @Cron('*/5 * * * * *')
  async everyFewSeconds(): Promise<void> {
    if (this.working) await this.duties.round('seconds', this.stopping.signal);
  }

  @Cron('0 * * * * *')
  async everyMinute(): Promise<void> {
    if (this.working) await this.duties.round('minute', this.stopping.signal);
  }

  @Cron('0 17 * * * *')
  async everyHour(): Promise<void> {
    if (this.working) await this.duties.round('hour', this.stopping.signal);
  }

  private async executeSyncRun(payload: unknown): Promise<void> {
    const { organizationId, runId } = payload as { organizationId: string; runId: string };
    const outcome = await this.syncRuns.execute(organizationId, runId, this.stopping.signal);
    // Thrown, so that the queue keeps the job for whoever is there next.
    if (outcome === 'stopped') throw new Error('the process stops; the run waits for another');
  }
}
