import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { runMigrations } from '../../src/database/run-migrations.js';

/** The maintenance database's address with another database in it. */
export function withDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

export async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Begins the name of everything a run creates, its hour of birth included, so that leftovers can be told by age. */
const PREFIX = 'muster_test_';

const ONE_DAY_S = 24 * 60 * 60;

async function dropAll(client: Client, names: string[]): Promise<void> {
  for (const name of names) {
    await client.query(`alter database ${name} with is_template false`);
    await client.query(`drop database if exists ${name} with (force)`);
  }
}

async function listDatabases(client: Client, prefix: string): Promise<string[]> {
  const found = await client.query<{ datname: string }>(
    `select datname from pg_database where starts_with(datname, $1) order by length(datname) desc`,
    [prefix],
  );
  return found.rows.map((row) => row.datname);
}

/** Runs the real migrations once, into a database that is then only copied. Returns its name. */
export async function createTemplate(url: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const template = `${PREFIX}${now}_${randomBytes(3).toString('hex')}`;
  await onServer(url, async (client) => {
    const old = (await listDatabases(client, PREFIX)).filter((name) => Number(name.split('_')[2]) < now - ONE_DAY_S);
    await dropAll(client, old);
    await client.query(`create database ${template}`);
  });
  await runMigrations(withDatabase(url, template));
  await onServer(url, (client) =>
    client.query(`alter database ${template} with allow_connections false is_template true`),
  );
  return template;
}

/** Drops the template and every copy of it that a test left. */
export async function dropTemplate(url: string, template: string): Promise<void> {
  await onServer(url, async (client) => dropAll(client, await listDatabases(client, template)));
}
