/**
 * Records what a release leaves behind and asks for, in `test/upgrade/<version>/`: run it once, at the commit that is
 * released, with `node dist-test/test/upgrade/record-release.js <version>`, and add the version to `releases.ts`.
 *
 * `rows.json` is a database as that release fills it; `statements.json` has every statement it prepares, with the values
 * of a call where there was one. Later releases must migrate the one and still answer the other.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import pg from 'pg';
import { allMigrations } from '../../migrations/all-migrations.js';
import { declaredStatements } from '../../src/database/statement.js';
import { Narrator } from '../../src/demo/story/narrator.js';
import { playStory } from '../../src/demo/story/play-story.js';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { createTemplate } from '../support/template-database.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { startTestCluster } from '../support/test-cluster.js';

interface Call {
  readonly name?: string;
  readonly values?: readonly unknown[];
}

/** The values of the first call of each named statement. */
function listen(): Map<string, readonly unknown[]> {
  const calls = new Map<string, readonly unknown[]>();
  const send = Reflect.get(pg.Client.prototype, 'query') as (...sent: unknown[]) => unknown;
  const listening = function (this: pg.Client, ...sent: unknown[]): unknown {
    const { name, values } = sent[0] as Call;
    if (name !== undefined && values !== undefined && !calls.has(name)) calls.set(name, values);
    return send.apply(this, sent);
  };
  Object.assign(pg.Client.prototype, { query: listening });
  return calls;
}

/** The story fills most tables; administrators fill the others. */
async function fill(app: TestApp, site: StandInLcvista): Promise<void> {
  const narrator = new Narrator(() => undefined);
  await playStory({ url: app.url, platformToken: app.platformToken, site, narrator });
  if (narrator.failures.length > 0) throw new Error(narrator.failures.join('\n'));
  const acme = '/api/v1/organizations/acme';
  const call = async (method: string, path: string, body: object): Promise<{ id: string; items: { id: string }[] }> => {
    const answer = await app.request(method, path, { token: app.platformToken, ...(method === 'GET' ? {} : { body }) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`);
    return answer.body as { id: string; items: { id: string }[] };
  };
  const client = await call('POST', `${acme}/oauth-clients`, { name: 'Entra' });
  await call('POST', `${acme}/oauth-clients/${client.id}/secrets`, {});
  const identity = { issuer: 'https://issuer.example', subject: 'entra', audience: 'muster' };
  await call('PUT', `${acme}/workload-identity`, identity);
  await call('POST', `${acme}/webhooks`, { url: 'https://lms.example/hooks', events: ['member.removed'] });
  await call('PUT', `${acme}/digest`, { weekday: 'monday', recipients: ['ann@acme.com'] });
  const { items } = await call('GET', `${acme}/mappings?state=active`, {});
  await call('DELETE', `${acme}/mappings/${items[0]?.id}`, { reason: 'another person' });
}

async function rowsOf(app: TestApp): Promise<Record<string, unknown[]>> {
  const { rows } = await app.pool.query<{ table: string }>(
    `select tablename as table from pg_tables where schemaname = 'public' and tablename <> 'schema_migration' order by 1`,
  );
  const found: Record<string, unknown[]> = {};
  for (const { table } of rows) {
    const all = await app.pool.query<{ row: unknown }>(`select to_jsonb(t) as row from "${table}" t order by t::text`);
    if (all.rows.length > 0) found[table] = all.rows.map(({ row }) => row);
  }
  return found;
}

/** One line for each entry, so that a change of the record shows in its lines. */
function lines(entries: readonly unknown[]): string {
  return `[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]`;
}

async function record(version: string): Promise<void> {
  const calls = listen();
  const cluster = await startTestCluster();
  process.env['MUSTER_TEST_SERVER_URL'] = cluster.url;
  process.env['MUSTER_TEST_TEMPLATE'] = await createTemplate(cluster.url);
  const site = await StandInLcvista.start({ apiKey: 'a'.repeat(40) });
  const env = { SCHEDULER: 'on', LCVISTA_ALLOWED_HOSTS: site.host };
  const app = await startTestApp({ env, encryptionKey: Buffer.alloc(32, 7) });
  try {
    await fill(app, site);
    const rows = await rowsOf(app);
    const statements = [...declaredStatements()].map(([name, text]) => ({
      name,
      text,
      values: calls.get(name) ?? null,
    }));
    const folder = new URL(`../../../test/upgrade/${version}/`, import.meta.url);
    await mkdir(folder, { recursive: true });
    const tables = Object.entries(rows).map(([table, entries]) => `${JSON.stringify(table)}: ${lines(entries)}`);
    await writeFile(new URL('rows.json', folder), `{\n${tables.join(',\n')}\n}\n`);
    await writeFile(new URL('statements.json', folder), `${lines(statements)}\n`);
    const { name = '' } = allMigrations.at(-1) ?? {};
    process.stdout.write(`${version}: ${statements.length} statements, last migration ${name}\n`);
  } finally {
    await app.stop();
    await site.stop();
    await cluster.stop();
  }
}

await record(process.argv[2] ?? 'unnamed');
process.exit(0);
