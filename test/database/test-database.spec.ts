import { afterEach, describe, expect, it } from '@jest/globals';
import { onServer, withDatabase } from '../support/template-database.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

function tablesOf(url: string): Promise<string[]> {
  return onServer(url, async (client) => {
    const sql = `select table_name as name from information_schema.tables where table_schema = 'public'`;
    return (await client.query<{ name: string }>(sql)).rows.map((row) => row.name);
  });
}

describe('test databases', () => {
  const open: TestDatabase[] = [];
  const create = async () => {
    const database = await createTestDatabase();
    open.push(database);
    return database;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((database) => database.drop()));
  });

  it('are migrated copies that do not see one another, even when made at once', async () => {
    const [one, other] = await Promise.all([create(), create()]);
    await onServer(one.url, (client) => client.query('create table only_here ()'));
    expect(await tablesOf(one.url)).toEqual(expect.arrayContaining(['only_here', 'schema_migration']));
    expect(await tablesOf(other.url)).toContain('schema_migration');
    expect(await tablesOf(other.url)).not.toContain('only_here');
  });

  it('are gone after drop, whoever is connected', async () => {
    const database = await createTestDatabase();
    await onServer(database.url, async (client) => {
      client.on('error', () => undefined);
      await database.drop();
      await expect(client.query('select 1')).rejects.toThrow();
    });
    await expect(onServer(database.url, (client) => client.query('select 1'))).rejects.toThrow('does not exist');
  });

  it('cannot be harmed through the template, which nobody may connect to', async () => {
    const template = withDatabase(process.env.MUSTER_TEST_SERVER_URL ?? '', process.env.MUSTER_TEST_TEMPLATE ?? '');
    await expect(onServer(template, (client) => client.query('select 1'))).rejects.toThrow('not currently accepting');
  });
});
