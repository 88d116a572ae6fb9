import { Logger, runMigrations as runQueueMigrations } from 'graphile-worker';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source-options.js';

/** The queue narrates its migrations on the console otherwise. */
const silent = new Logger(() => () => undefined);

const migrationLock = 7_218_431_001;

/**
 * Brings a database to the newest schema, the job queue's own included. Any number of processes may call it at once: they take turns.
 *
 * @param url address of the database
 * @returns the names of the migrations that ran
 */
export async function runMigrations(url: string): Promise<string[]> {
  // Without the time limits of requests: a migration of a large table takes as long as it takes.
  const dataSource = new DataSource({ ...dataSourceOptions(url, 2), extra: { connectionTimeoutMillis: 5_000 } });
  await dataSource.initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock($1)', [migrationLock]);
    const ran = await dataSource.runMigrations();
    await runQueueMigrations({ connectionString: url, logger: silent });
    return ran.map((migration) => migration.name);
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}
