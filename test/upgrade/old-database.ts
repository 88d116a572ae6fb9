import { Logger, runMigrations as runQueueMigrations } from 'graphile-worker';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { allMigrations } from '../../migrations/all-migrations.js';
import { dataSourceOptions } from '../../src/database/data-source-options.js';
import { onServer, withDatabase } from '../support/template-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { recordedRows, type Release } from './releases.js';

const silent = new Logger(() => () => undefined);

let created = 0;

/** A database as a release has left it: its schema, and rows that it wrote. */
export async function createOldDatabase(release: Release): Promise<TestDatabase> {
  const server = process.env['MUSTER_TEST_SERVER_URL'] ?? '';
  const name = `${process.env['MUSTER_TEST_TEMPLATE']}_old_${process.pid}_${(created += 1)}`;
  await onServer(server, (client) => client.query(`create database ${name}`));
  const url = withDatabase(server, name);
  await migrateTo(url, release);
  await onServer(url, (client) => restore(client, release));
  return {
    url,
    drop: () => onServer(server, async (client) => void (await client.query(`drop database ${name} with (force)`))),
  };
}

/** The migrations that the release knew; they never change again. */
async function migrateTo(url: string, { lastMigration }: Release): Promise<void> {
  const last = allMigrations.findIndex(({ name }) => name === lastMigration);
  const options = { ...dataSourceOptions(url, 2), migrations: allMigrations.slice(0, last + 1) };
  const dataSource = await new DataSource(options).initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
  await runQueueMigrations({ connectionString: url, logger: silent });
}

/** Rows as they were, triggers asleep: they wrote their part when the rows were recorded. */
async function restore(client: pg.Client, release: Release): Promise<void> {
  await client.query('begin');
  await client.query(`set local session_replication_role = replica`);
  for (const [table, rows] of Object.entries(recordedRows(release))) {
    const { rows: columns } = await client.query<{ name: string }>(
      `select quote_ident(attname) as name from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
      [table],
    );
    const names = columns.map(({ name }) => name).join(', ');
    await client.query(
      `insert into ${table} (${names}) overriding system value
       select ${names} from jsonb_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows)],
    );
    await client.query(
      `select setval(pg_get_serial_sequence($1, attname), 1000000) from pg_attribute
       where attrelid = $1::regclass and attidentity <> ''`,
      [table],
    );
  }
  await client.query('commit');
}
