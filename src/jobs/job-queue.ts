import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Logger as QueueLogger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { isOverWithin } from '../common/is-over-within.js';
import { connectionSettings } from '../database/data-source-options.js';
import { GuardedClient } from '../database/guarded-client.js';
import { WorkerProcesses } from './worker-processes.js';

/** Jobs that one process works on at a time: runs mostly wait for somebody else's server. */
const concurrency = 8;

/** Between tries to take new workers while the database is away. */
const againAfterMs = 1_000;

/** Workers that took up work together. */
interface Crew {
  readonly runner: Runner;
  readonly workerIds: readonly string[];
}

/** Works on the queue that lives in our PostgreSQL, in every process that has the scheduler on. */
@Injectable()
export class JobQueue {
  private readonly logger = new Logger(JobQueue.name);
  private readonly stopping = new AbortController();
  /** Work of its own that a stop waits for: new workers taken, old ones that finish their jobs. */
  private readonly aside = new Set<Promise<void>>();
  private pool: pg.Pool | null = null;
  private crew: Crew | null = null;
  private readonly fallen = new Set<string>();
  private readonly clients = new Set<pg.PoolClient>();
  private replacing = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly processes: WorkerProcesses,
  ) {}

  /** Begins to take jobs. */
  async start(taskList: TaskList): Promise<void> {
    await this.processes.enter();
    const { url } = this.dataSource.options as { url: string };
    this.pool = new pg.Pool({
      ...connectionSettings,
      connectionString: url,
      application_name: 'muster-jobs',
      // Each worker, the one who listens, and those of a crew that is being replaced.
      max: concurrency + 3,
    });
    // Whoever uses a connection hears of it; one that nobody uses is replaced when somebody does.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => this.clients.add(client));
    this.pool.on('remove', (client) => this.clients.delete(client));
    this.crew = await this.hire(this.pool, taskList);
    await this.processes.recoverJobsOfTheDead();
  }

  /**
   * Takes no more jobs and waits for those under way; whoever runs long has been told to stop before. What is not over
   * in time is left to the other processes, who take it up as they do after a crash: the queue itself would go on asking a
   * database that is away for half an hour.
   */
  async stop(withinMs: number): Promise<void> {
    const { pool } = this;
    if (pool === null) return;
    this.pool = null;
    this.stopping.abort();
    if (await isOverWithin(withinMs, this.finish(pool))) return;
    this.logger.warn('the queue was left with work under way; other processes take it up');
    this.processes.vanish();
    for (const client of this.clients) if (client instanceof GuardedClient) client.giveUp();
  }

  private async finish(pool: pg.Pool): Promise<void> {
    while (this.aside.size > 0) await Promise.all(this.aside);
    await this.crew?.runner.stop();
    this.crew = null;
    await this.processes.leave();
    await pool.end();
  }

  private async hire(pool: pg.Pool, taskList: TaskList): Promise<Crew> {
    const events: WorkerEvents = new EventEmitter();
    const workerIds: string[] = [];
    let named = Promise.resolve();
    events.on('worker:create', ({ worker }) => {
      workerIds.push(worker.workerId);
      named = named.then(() => this.processes.add(worker.workerId));
    });
    events.on('job:failed', ({ job, error }) => {
      this.logger.error({ task: job.task_identifier, jobId: job.id, err: error }, 'a job failed for the last time');
    });
    events.on('worker:fatalError', ({ worker }) => {
      this.attend(this.replace(worker.workerId, () => this.hire(pool, taskList)));
    });
    const options = { concurrency, pollInterval: 1_000, noHandleSignals: true, logger: this.queueLogger() };
    const runner = await run({ ...options, pgPool: pool, taskList, events });
    try {
      await named;
    } catch (error) {
      // Nobody works under these names; else the process would be known by them for as long as it lives.
      this.attend(this.retire({ runner, workerIds }));
      throw error;
    }
    return { runner, workerIds };
  }

  /**
   * A worker that cannot tell how its job went, because the database is away, ends itself and keeps the job locked; the
   * queue takes no other in its place. So its job is freed and a new crew is hired as soon as the database answers.
   */
  private async replace(fallenId: string, hire: () => Promise<Crew>): Promise<void> {
    this.fallen.add(fallenId);
    await this.persist(() => this.processes.dismiss([fallenId]));
    if (this.replacing) return;
    this.replacing = true;
    while (!this.stopping.signal.aborted && this.crew?.workerIds.some((id) => this.fallen.has(id)) === true) {
      await this.pause();
      await this.relieve(this.crew, hire);
    }
    this.replacing = false;
  }

  private async relieve(old: Crew, hire: () => Promise<Crew>): Promise<void> {
    await this.persist(async () => {
      this.crew = await hire();
    });
    if (this.crew === old) return;
    this.logger.warn('the workers of the queue were replaced, since one could not go on');
    this.attend(this.retire(old));
  }

  /** Others of the crew finish what they are at. */
  private async retire({ runner, workerIds }: Crew): Promise<void> {
    await runner.stop();
    await this.persist(() => this.processes.dismiss(workerIds));
    for (const id of workerIds) this.fallen.delete(id);
  }

  /** Tries until it works, or until the process stops. */
  private async persist(work: () => Promise<void>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        return await work();
      } catch (error) {
        this.logger.warn({ err: error }, 'the queue waits for the database');
        await this.pause();
      }
    }
  }

  private async pause(): Promise<void> {
    await wait(againAfterMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private attend(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => this.logger.error({ err: error }, 'the workers of the queue could not be replaced'))
      .finally(() => this.aside.delete(done));
    this.aside.add(done);
  }

  /** The queue's own words; a job that fails is told by whoever does the job, with more to say. */
  private queueLogger(): QueueLogger {
    return new QueueLogger(() => (level, message) => {
      if (['error', 'warning'].includes(level)) this.logger.warn(message);
      else this.logger.debug(message);
    });
  }
}
