import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source-options.js';

const migrationLock = 7_218_431_001;

/**
 * Brings a database to the newest schema. Any number of processes may call it at once: they take turns.
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
    return ran.map((migration) => migration.name);
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}
