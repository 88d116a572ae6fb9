import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataSource, type MigrationInterface } from 'typeorm';
import { allMigrations } from '../../migrations/all-migrations.js';
import { dataSourceOptions } from '../../src/database/data-source-options.js';
import { fillTables } from '../support/fill-tables.js';
import { readCatalog } from '../support/read-catalog.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const folder = resolve(dirname(fileURLToPath(import.meta.url)), '../../../migrations');

/** `1764000000000-create-organizations.ts` holds the class `CreateOrganizations1764000000000`. */
function classNameOf(file: string): string {
  const [timestamp = '', ...words] = file.replace('.ts', '').split('-');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') + timestamp;
}

type Rows = Record<string, object[]>;

async function rowsOf(dataSource: DataSource): Promise<Rows> {
  const tables: { name: string }[] = await dataSource.query(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'schema_migration'`,
  );
  const rows: Rows = {};
  for (const { name } of tables) {
    const found: { row: object }[] = await dataSource.query(
      `select to_jsonb(t) as row from "${name}" t order by t::text`,
    );
    rows[name] = found.map(({ row }) => row);
  }
  return rows;
}

/** Rows of a reading under way: a migration may drop them, since they are read again. */
const passing = ['roster_person', 'roster_assignment'];

/** Every table of `after` has the rows it had before, as far as both know their columns. */
function expectKept(before: Rows, after: Rows): void {
  for (const [table, rows] of Object.entries(after).filter(([name]) => !passing.includes(name))) {
    const kept = before[table] ?? [];
    expect({ table, count: rows.length }).toEqual({ table, count: kept.length });
    rows.forEach((row, at) => expect(shared(row, kept[at])).toEqual(shared(kept[at], row)));
  }
}

function shared(row: object = {}, other: object = {}): object {
  return Object.fromEntries(Object.entries(row).filter(([column]) => column in other));
}

/** What else is in their folder. */
const noMigrations = ['all-migrations.ts', 'in-batches.ts', 'with-lock-timeout.ts'];

describe('migrations', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    await fillTables(database.url);
    dataSource = await new DataSource(dataSourceOptions(database.url, 2)).initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  /** In a transaction of its own, or in none where it says so, as TypeORM runs it. */
  async function run(Migration: (typeof allMigrations)[number], direction: 'up' | 'down'): Promise<void> {
    const migration: MigrationInterface = new Migration();
    const runner = dataSource.createQueryRunner();
    try {
      if (migration.transaction !== false) await runner.startTransaction();
      await migration[direction](runner);
      if (runner.isTransactionActive) await runner.commitTransaction();
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    }
  }

  it('are files named after what they do, all in the list, oldest first', () => {
    const files = readdirSync(folder).filter((file) => !noMigrations.includes(file));
    expect(files.filter((file) => !/^\d{13}(-[a-z][a-z0-9]*){2,}\.ts$/.test(file))).toEqual([]);
    expect(allMigrations.map(({ name }) => name)).toEqual(files.toSorted().map(classNameOf));
  });

  it('are known to a filled database that has a row in every table', async () => {
    const rows = await rowsOf(dataSource);
    expect(Object.keys(rows).filter((table) => rows[table]?.length === 0)).toEqual([]);
    expect(await dataSource.showMigrations()).toBe(false);
  });

  it('go down and up again, each by itself, and leave the rows of all other tables alone', async () => {
    for (const migration of allMigrations.toReversed()) {
      const before = { rows: await rowsOf(dataSource), catalog: await readCatalog(database.url) };
      await run(migration, 'down');
      const undone = { rows: await rowsOf(dataSource), catalog: await readCatalog(database.url) };
      expect(undone.catalog).not.toEqual(before.catalog);
      expectKept(before.rows, undone.rows);
      await run(migration, 'up');
      expect(await readCatalog(database.url)).toEqual(before.catalog);
      const redone = Object.entries(await rowsOf(dataSource)).filter(([table]) => table in undone.rows);
      expectKept(undone.rows, Object.fromEntries(redone));
      await run(migration, 'down');
    }
  });

  it('leave nothing of theirs behind when all are undone', async () => {
    const { columns, functions } = await readCatalog(database.url);
    const left = [...columns.map(({ table }) => table), ...functions.map(({ name }) => name)];
    expect(left.filter((name) => name !== 'schema_migration')).toEqual([]);
  });
});
