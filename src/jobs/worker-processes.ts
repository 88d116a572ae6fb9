import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { connectionSettings } from '../database/data-source-options.js';
import { Database } from '../database/database.js';
import { translateDatabaseError } from '../database/database-error.js';
import { GuardedClient } from '../database/guarded-client.js';
import { isDatabaseAway } from '../database/is-database-away.js';
import { statement } from '../database/statement.js';

/** First half of the advisory lock keys of living processes; the second half is the id of the process. */
const lockClass = 721_843;

const nextId = `select nextval(pg_get_serial_sequence('job_process', 'id'))::int as id`;

/** In place of the row of a connection that broke. */
const insertProcess = `
  with broken as (delete from job_process where id = $3)
  insert into job_process (id, worker_ids) overriding system value values ($1, $2)`;

const updateWorkers = `update job_process set worker_ids = $2 where id = $1`;

/** The server notices within half a minute that this machine is gone, and frees the lock for the others to see. */
const noticeSilence = `set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3`;

const deleteProcess = statement('delete-job-process', `delete from job_process where id = $1`);

const findProcesses = `select id, worker_ids as "workerIds" from job_process where id <> $1`;
const freeJobs = `select graphile_worker.force_unlock_workers($1)`;

/**
 * Knows which processes work on the queue, and gives back what a dead one held. The queue itself would wait hours; the
 * lock that a process holds on its own connection is free the moment the process is gone.
 */
@Injectable()
export class WorkerProcesses {
  private readonly logger = new Logger(WorkerProcesses.name);
  private connection: Promise<GuardedClient> | null = null;
  private id: number | null = null;
  private workerIds: readonly string[] = [];
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
    this.workerIds = [...this.workerIds, workerId];
    await this.ask((connection) => connection.query(updateWorkers, [this.id, this.workerIds]));
  }

  /** Frees what workers of this process hold that have ended without giving it back. */
  async dismiss(workerIds: readonly string[]): Promise<void> {
    await this.ask((connection) => connection.query(freeJobs, [workerIds]));
    this.workerIds = this.workerIds.filter((id) => !workerIds.includes(id));
    await this.ask((connection) => connection.query(updateWorkers, [this.id, this.workerIds]));
  }

  /** Gives back the jobs of every process that is gone. */
  async recoverJobsOfTheDead(): Promise<void> {
    if (this.left) return;
    await this.ask((connection) => this.recoverOn(connection));
  }

  /**
   * The lock of each is taken and given back on the one connection that also holds ours, so that a lock of our own is
   * never mistaken for a free one.
   */
  private async recoverOn(connection: GuardedClient): Promise<void> {
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
    try {
      await this.database.installation().query(deleteProcess, [this.id]);
    } catch (error) {
      // The lock goes with the connection, and whoever finds the row without it takes it away.
      if (!isDatabaseAway(error)) throw error;
    }
    await (await this.connection?.catch(() => null))?.end();
    this.connection = null;
  }

  /** Leaves without a word, as if the process had died. */
  vanish(): void {
    this.left = true;
    void this.connection?.then((connection) => connection.giveUp()).catch(() => undefined);
  }

  private async ask(question: (connection: GuardedClient) => Promise<unknown>): Promise<void> {
    const connection = await this.hold();
    try {
      await question(connection);
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  /**
   * The connection that holds our lock; made again when it broke, e.g. because the server was restarted. The lock is
   * taken before the row is there to be seen, so that nobody ever finds a living process without it.
   */
  private hold(): Promise<GuardedClient> {
    this.connection ??= this.connect().catch((error: unknown) => {
      this.connection = null;
      throw translateDatabaseError(error);
    });
    return this.connection;
  }

  private async connect(): Promise<GuardedClient> {
    const { url } = this.dataSource.options as { url: string };
    const { Client, ...settings } = connectionSettings;
    const connection = new Client({ ...settings, connectionString: url, application_name: 'muster-jobs' });
    try {
      await connection.connect();
      await this.register(connection);
    } catch (error) {
      connection.giveUp();
      throw error;
    }
    connection.on('end', () => (this.connection = null));
    return connection;
  }

  /**
   * Under a number of its own: a server that has not yet noticed that the connection before was cut off still holds that
   * one's lock, perhaps for long.
   */
  private async register(connection: GuardedClient): Promise<void> {
    await connection.query(noticeSilence);
    const id = await newId(connection);
    await connection.query('select pg_advisory_lock($1, $2)', [lockClass, id]);
    await connection.query(insertProcess, [id, this.workerIds, this.id]);
    this.id = id;
  }
}

async function newId(connection: GuardedClient): Promise<number> {
  const { rows } = await connection.query<{ id: number }>(nextId);
  if (rows[0] === undefined) throw new Error('a sequence gave no number');
  return rows[0].id;
}

async function isGone(connection: GuardedClient, id: number): Promise<boolean> {
  const text = 'select pg_try_advisory_lock($1, $2) as gone';
  const { rows } = await connection.query<{ gone: boolean }>(text, [lockClass, id]);
  return rows[0]?.gone === true;
}
