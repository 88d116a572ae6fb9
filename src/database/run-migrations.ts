import { Logger, runMigrations as runQueueMigrations } from 'graphile-worker';
import { DataSource, type QueryRunner } from 'typeorm';
import { setTimeout as wait } from 'node:timers/promises';
import { dataSourceOptions } from './data-source-options.js';
import { requireSuitableServer } from './require-suitable-server.js';

/** The queue narrates its migrations on the console otherwise. */
const silent = new Logger(() => () => undefined);

const migrationLock = 7_218_431_001;

/**
 * Whoever waits for a table's lock makes everybody wait who comes later, be it to read. So a migration lets go after this
 * time, and those who queued behind it go on before it comes again.
 */
const lockPatienceMs = 2_000;
const pauseMs = 1_000;

/** PostgreSQL's codes for a lock that was not to be had in time, and for two who wait for each other. */
const locksInTheWay: readonly unknown[] = ['55P03', '40P01'];

/**
 * Brings a database to the newest schema, the job queue's own included, while other processes work on it. Any number of
 * processes may call it at once: they take turns.
 *
 * @param url address of the database
 * @returns the names of the migrations that ran
 * @throws Error as `requireSuitableServer`
 */
export async function runMigrations(url: string): Promise<string[]> {
  // Without the time limits of requests: a migration of a large table takes as long as it takes.
  const dataSource = new DataSource({
    ...dataSourceOptions(url, 2),
    // Else a migration that only comes again is told on the console as one that failed.
    logger: 'debug',
    extra: { connectionTimeoutMillis: 5_000, lock_timeout: lockPatienceMs },
  });
  await dataSource.initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await requireSuitableServer(runner);
    const ran = await migrate(dataSource, runner);
    await inTurn(runner, () => runQueueMigrations({ connectionString: url, logger: silent }));
    return ran;
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}

/**
 * Each migration is a transaction, or made to be begun anew: after one that had to let go, those before it stand.
 *
 * @returns their names
 */
async function migrate(dataSource: DataSource, runner: QueryRunner): Promise<string[]> {
  let before: string[] | undefined;
  for (;;) {
    try {
      return await inTurn(runner, async () => {
        before ??= await migrationsDone(dataSource);
        await dataSource.runMigrations();
        return (await migrationsDone(dataSource)).filter((name) => before?.includes(name) === false);
      });
    } catch (error) {
      if (!locksInTheWay.includes((error as { code?: unknown }).code)) throw error;
      await wait(pauseMs);
    }
  }
}

/**
 * One process at a time. Whoever waits asks again and again: a single statement that waits would be one that an index
 * which is built beside the others' work must wait for in its turn.
 */
async function inTurn<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  while (!(await holdsLock(runner))) await wait(pauseMs / 2);
  try {
    return await work();
  } finally {
    // It is gone with the connection, too.
    await runner.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
  }
}

async function holdsLock(runner: QueryRunner): Promise<boolean> {
  const [answer]: { held: boolean }[] = await runner.query('select pg_try_advisory_lock($1) as held', [migrationLock]);
  return answer?.held === true;
}

async function migrationsDone(dataSource: DataSource): Promise<string[]> {
  const [books] = await dataSource.query<{ exist: boolean }[]>(
    `select to_regclass('schema_migration') is not null as exist`,
  );
  if (books?.exist !== true) return [];
  const rows = await dataSource.query<{ name: string }[]>('select name from schema_migration order by id');
  return rows.map(({ name }) => name);
}
