import { Injectable, Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';

/** First half of the advisory lock keys of living processes; the second half is the id of the process. */
const lockClass = 721_843;

const insertProcess = statement('insert-job-process', `insert into job_process default values returning id`);

const addWorker = statement(
  'add-job-process-worker',
  `update job_process set worker_ids = array_append(worker_ids, $2) where id = $1 returning id`,
);

const deleteProcess = statement('delete-job-process', `delete from job_process where id = $1`);

/**
 * Frees the jobs of processes that died. The lock is taken and given back in one statement each, on the one
 * connection that also holds ours, so that a lock of our own is never mistaken for a free one.
 */
const findProcesses = `select id, worker_ids as "workerIds" from job_process where id <> $1`;
const freeJobs = `select graphile_worker.force_unlock_workers($1)`;

/**
 * Knows which processes work on the queue, and gives back what a dead one held. The queue itself would wait hours; the
 * lock that a process holds on its own connection is free the moment the process is gone.
 */
@Injectable()
export class WorkerProcesses {
  private readonly logger = new Logger(WorkerProcesses.name);
  private connection: pg.Client | null = null;
  private id = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly database: Database,
  ) {}

  /** Enters this process; jobs that it takes are safe until it dies. */
  async enter(): Promise<void> {
    const [row] = await this.database.installation().query<{ id: number }>(insertProcess);
    if (row === undefined) throw new Error('a row was inserted and not returned');
    this.id = row.id;
    await this.hold();
  }

  /** Notes one of this process's workers, by the name under which the queue knows it. */
  async add(workerId: string): Promise<void> {
    await this.database.installation().query(addWorker, [this.id, workerId]);
  }

  /** Gives back the jobs of every process that is gone. */
  async recoverJobsOfTheDead(): Promise<void> {
    const connection = await this.hold();
    const { rows } = await connection.query<{ id: number; workerIds: string[] }>(findProcesses, [this.id]);
    for (const { id, workerIds } of rows) {
      if (!(await isGone(connection, id))) continue;
      await connection.query(freeJobs, [workerIds]);
      await this.database.installation().query(deleteProcess, [id]);
      await connection.query('select pg_advisory_unlock($1, $2)', [lockClass, id]);
      this.logger.warn({ processId: id, workers: workerIds.length }, 'gave back the jobs of a process that is gone');
    }
  }

  /** Leaves in good order: nothing is held any more. */
  async leave(): Promise<void> {
    await this.database.installation().query(deleteProcess, [this.id]);
    await this.connection?.end();
    this.connection = null;
  }

  /** The connection that holds our lock; made again when it broke, e.g. because the server was restarted. */
  private async hold(): Promise<pg.Client> {
    if (this.connection !== null) return this.connection;
    const { url } = this.dataSource.options as { url: string };
    const connection = new pg.Client({ connectionString: url, application_name: 'muster-jobs', keepAlive: true });
    connection.on('error', () => (this.connection = null));
    connection.on('end', () => (this.connection = null));
    await connection.connect();
    await connection.query('select pg_advisory_lock($1, $2)', [lockClass, this.id]);
    this.connection = connection;
    return connection;
  }
}

async function isGone(connection: pg.Client, id: number): Promise<boolean> {
  const text = 'select pg_try_advisory_lock($1, $2) as gone';
  const { rows } = await connection.query<{ gone: boolean }>(text, [lockClass, id]);
  return rows[0]?.gone === true;
}
