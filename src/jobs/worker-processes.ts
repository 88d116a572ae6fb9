import { Injectable, Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Database } from '../database/database.js';
import { translateDatabaseError } from '../database/database-error.js';
import { statement } from '../database/statement.js';

/** First half of the advisory lock keys of living processes; the second half is the id of the process. */
const lockClass = 721_843;

const nextId = `select nextval(pg_get_serial_sequence('job_process', 'id'))::int as id`;

/** Written anew with every connection: while there was none, another process may have taken this one for dead. */
const upsertProcess = `
  insert into job_process (id, worker_ids) overriding system value values ($1, $2)
  on conflict on constraint job_process_pk do update set worker_ids = excluded.worker_ids`;

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
  private connection: Promise<pg.Client> | null = null;
  private id: number | null = null;
  private readonly workerIds: string[] = [];
  private left = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly database: Database,
  ) {}

  /** Enters this process; jobs that its workers take are safe until it dies. */
  async enter(): Promise<void> {
    await this.hold();
  }

  /** Notes one of this process's workers, by the name under which the queue knows it. */
  async add(workerId: string): Promise<void> {
    this.workerIds.push(workerId);
    await (await this.hold()).query(upsertProcess, [this.id, this.workerIds]);
  }

  /** Gives back the jobs of every process that is gone. */
  async recoverJobsOfTheDead(): Promise<void> {
    if (this.left) return;
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
    this.left = true;
    await this.database.installation().query(deleteProcess, [this.id]);
    await (await this.connection)?.end();
    this.connection = null;
  }

  /**
   * The connection that holds our lock; made again when it broke, e.g. because the server was restarted. The lock is
   * taken before the row is there to be seen, so that nobody ever finds a living process without it.
   */
  private hold(): Promise<pg.Client> {
    this.connection ??= this.connect().catch((error: unknown) => {
      this.connection = null;
      throw translateDatabaseError(error);
    });
    return this.connection;
  }

  private async connect(): Promise<pg.Client> {
    const { url } = this.dataSource.options as { url: string };
    const connection = new pg.Client({ connectionString: url, application_name: 'muster-jobs', keepAlive: true });
    connection.on('error', () => (this.connection = null));
    connection.on('end', () => (this.connection = null));
    await connection.connect();
    this.id ??= await newId(connection);
    await connection.query('select pg_advisory_lock($1, $2)', [lockClass, this.id]);
    await connection.query(upsertProcess, [this.id, this.workerIds]);
    return connection;
  }
}

async function newId(connection: pg.Client): Promise<number> {
  const { rows } = await connection.query<{ id: number }>(nextId);
  if (rows[0] === undefined) throw new Error('a sequence gave no number');
  return rows[0].id;
}

async function isGone(connection: pg.Client, id: number): Promise<boolean> {
  const text = 'select pg_try_advisory_lock($1, $2) as gone';
  const { rows } = await connection.query<{ gone: boolean }>(text, [lockClass, id]);
  return rows[0]?.gone === true;
}
