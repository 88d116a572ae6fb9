import { expect, it } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { requireSuitableServer } from '../../src/database/require-suitable-server.js';
import { runMigrations } from '../../src/database/run-migrations.js';
import { onServer, withDatabase } from '../support/template-database.js';

const server = process.env['MUSTER_TEST_SERVER_URL'] ?? '';

/** What a server says of itself. */
function saying(version: number, encoding: string): QueryRunner {
  return { query: () => Promise.resolve([{ version, encoding }]) } as unknown as QueryRunner;
}

it('a database in another encoding than UTF-8 is refused, and left as it was', async () => {
  const name = `${process.env['MUSTER_TEST_TEMPLATE']}_bytes`;
  const create = `create database ${name} encoding 'LATIN1' locale 'C' template template0`;
  await onServer(server, (client) => client.query(create));
  const url = withDatabase(server, name);
  try {
    await expect(runMigrations(url)).rejects.toThrow(
      'DATABASE_URL names a database encoded in LATIN1; it must be in UTF8',
    );
    const tables = `select from pg_class where relnamespace = 'public'::regnamespace`;
    expect((await onServer(url, (client) => client.query(tables))).rowCount).toBe(0);
  } finally {
    await onServer(server, (client) => client.query(`drop database ${name} with (force)`));
  }
});

it.each([
  [13, 'names a PostgreSQL 13; it must be 14 or newer'],
  [9, 'names a PostgreSQL 9; it must be 14 or newer'],
])('PostgreSQL %i is refused', async (version, message) => {
  await expect(requireSuitableServer(saying(version, 'UTF8'))).rejects.toThrow(`DATABASE_URL ${message}`);
});

it('PostgreSQL 14 is not', async () => {
  await expect(requireSuitableServer(saying(14, 'UTF8'))).resolves.toBeUndefined();
});
