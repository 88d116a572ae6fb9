import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter } from 'node:events';
import { Logger as QueueLogger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import { DataSource } from 'typeorm';
import { WorkerProcesses } from './worker-processes.js';

/** Jobs that one process works on at a time: runs mostly wait for somebody else's server. */
const concurrency = 8;

/** Works on the queue that lives in our PostgreSQL, in every process that has the scheduler on. */
@Injectable()
export class JobQueue {
  private readonly logger = new Logger(JobQueue.name);
  private runner: Runner | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly processes: WorkerProcesses,
  ) {}

  /** Begins to take jobs. */
  async start(taskList: TaskList): Promise<void> {
    await this.processes.enter();
    const events: WorkerEvents = new EventEmitter();
    let named = Promise.resolve();
    events.on('worker:create', ({ worker }) => {
      named = named.then(() => this.processes.add(worker.workerId));
    });
    events.on('job:failed', ({ job, error }) => {
      this.logger.error({ task: job.task_identifier, jobId: job.id, err: error }, 'a job failed for the last time');
    });
    const { url } = this.dataSource.options as { url: string };
    this.runner = await run({
      connectionString: url,
      concurrency,
      maxPoolSize: concurrency + 2,
      pollInterval: 1_000,
      noHandleSignals: true,
      taskList,
      events,
      logger: this.queueLogger(),
    });
    await named;
    await this.processes.recoverJobsOfTheDead();
  }

  /** Takes no more jobs and waits for those under way; whoever runs long has been told to stop before. */
  async stop(): Promise<void> {
    if (this.runner === null) return;
    await this.runner.stop();
    this.runner = null;
    await this.processes.leave();
  }

  /** The queue's own words; a job that fails is told by whoever does the job, with more to say. */
  private queueLogger(): QueueLogger {
    return new QueueLogger(() => (level, message) => {
      if (['error', 'warning'].includes(level)) this.logger.warn(message);
      else this.logger.debug(message);
    });
  }
}
