import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { allEntities } from '../../src/all-entities.js';
import { declaredOptions } from '../../src/database/data-source-options.js';
import { readCatalog } from '../support/read-catalog.js';
import { onServer, withDatabase } from '../support/template-database.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

/** What an entity cannot say of an index: an expression, an operator class, a storage option. The migrations alone do. */
const beyondEntities = [
  'member_local_part_idx',
  'lcvista_user_email_key_idx',
  'member_search_text_idx',
  'member_search_keys_idx',
  'member_email_keys_idx',
];

/** Tables that no room owns: TypeORM's own books. */
const books = ['schema_migration', 'typeorm_metadata'];

describe('entities and migrations', () => {
  let migrated: TestDatabase;
  let declared: string;

  beforeAll(async () => {
    migrated = await createTestDatabase();
    const name = `${new URL(migrated.url).pathname.slice(1)}_declared`;
    await onServer(migrated.url, (client) => client.query(`create database ${name}`));
    declared = withDatabase(migrated.url, name);
    const dataSource = await new DataSource(declaredOptions(declared, allEntities)).initialize();
    await dataSource.synchronize();
    await dataSource.destroy();
  });

  afterAll(async () => {
    await onServer(migrated.url, (client) => client.query(`drop database ${new URL(declared).pathname.slice(1)}`));
    await migrated.drop();
  });

  it('TypeORM finds nothing to change in a migrated database', async () => {
    const dataSource = await new DataSource(declaredOptions(migrated.url, allEntities)).initialize();
    try {
      await noteGeneratedColumns(dataSource);
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });

  // TypeORM compares names and little more. PostgreSQL's own description of both databases tells everything.
  it.each(['columns', 'constraints', 'indexes'] as const)('amount to the same %s, word by word', async (kind) => {
    const [fromMigrations, fromEntities] = await Promise.all([readCatalog(migrated.url), readCatalog(declared)]);
    const known = fromMigrations[kind].filter(
      ({ table, name }) => !books.includes(table) && !beyondEntities.includes(name),
    );
    expect(known.length).toBeGreaterThan(20);
    expect(known).toEqual(fromEntities[kind].filter(({ table }) => !books.includes(table)));
  });

  it('the indexes beyond entities exist', async () => {
    const { indexes } = await readCatalog(migrated.url);
    expect(indexes.map(({ name }) => name)).toEqual(expect.arrayContaining(beyondEntities));
  });
});

/** TypeORM remembers the text of generated columns in a table that only its own schema builder fills. */
async function noteGeneratedColumns(dataSource: DataSource): Promise<void> {
  await dataSource.query(
    'create table typeorm_metadata (type text, database text, schema text, "table" text, name text, value text)',
  );
  for (const { tableName, columns } of dataSource.entityMetadatas) {
    for (const { asExpression, databaseName } of columns.filter((column) => column.asExpression !== undefined)) {
      await dataSource.query(
        `insert into typeorm_metadata values ('GENERATED_COLUMN', current_database(), 'public', $1, $2, $3)`,
        [tableName, databaseName, asExpression],
      );
    }
  }
}
