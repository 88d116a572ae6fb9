import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import pg from 'pg';
import { memoryOf } from '../../bench/measure/process-use.js';
import { type DocumentedOperation, routesOf } from '../api/documented-routes.js';
import { type RunningService, startService } from '../process/running-service.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { extent } from './extent.js';
import { fillLists } from './fill-lists.js';
import { reportFigures } from './report-figures.js';

const platformToken = 'p'.repeat(40);
const large = 300_000;
const members = extent({ short: 8_000, full: 1_000_000 });
const others = extent({ short: 8_000, full: 20_000 });

/** So that what is no longer needed goes soon, and what is held shows: the service itself needs about half of it. */
const smallHeap = ['--max-old-space-size=192', '--max-semi-space-size=4'];

/** What an export may add to the process, in MiB; all of its rows at once would be many times as much. */
const mostGrowth = 32;

let database: TestDatabase;
let client: pg.Client;
let service: RunningService;
let lists: Map<string, number>;
let largest: string;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const sizes = { cohort: others, unmapped: others, mappings: others, changes: others, audit: others };
  lists = await fillLists(client, { ...sizes, members, provisioning: large });
  largest = 'organizations/acme/provisioning-events';
  service = await startService([process.execPath, ...smallHeap, 'dist-test/src/main.js'], {
    DATABASE_URL: database.url,
    PLATFORM_TOKEN: platformToken,
    ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
    SCHEDULER: 'off',
  });
}, 600_000);

afterAll(async () => {
  service.process.kill('SIGTERM');
  await service.ended();
  await client.end();
  await database.drop();
});

/** The answer to a GET for CSV, none of its body read yet. */
function open(path: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${platformToken}`, accept: 'text/csv' };
  return new Promise((resolve, reject) => {
    get(`${service.url}/api/v1/${path}`, { headers }, resolve).once('error', reject);
  });
}

/** A cell that a spreadsheet would compute: the beginning of a line or what follows a comma, quoted or not. */
const formula = /(^|\n|,)"?[=+\-@\t\r]/;

interface Table {
  readonly lines: number;
  readonly bytes: number;
  readonly formulas: number;
}

/** Reads a table to its end, and looks at it while it comes. */
async function readTable(path: string): Promise<Table> {
  const answer = await open(path);
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/csv/)]);
  let [lines, bytes, formulas, rest] = [0, 0, 0, ''];
  for await (const chunk of answer.setEncoding('latin1') as AsyncIterable<string>) {
    bytes += chunk.length;
    const text = rest + chunk;
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    const whole = text.slice(0, end);
    if (formula.test(whole)) formulas += 1;
    for (let at = whole.indexOf('\n'); at >= 0; at = whole.indexOf('\n', at + 1)) lines += 1;
  }
  return { lines, bytes, formulas };
}

const pid = (): number => service.process.pid ?? 0;

/** Does something and says by how many MiB the process grew meanwhile, at its highest. */
async function growthOf(work: () => Promise<void>): Promise<number> {
  // The kernel's high-water mark begins anew.
  writeFileSync(`/proc/${pid()}/clear_refs`, '5');
  const before = memoryOf(pid())?.now ?? Number.NaN;
  await work();
  return (memoryOf(pid())?.peak ?? Number.NaN) - before;
}

/** Transactions that the service has open. @param more a further condition */
async function openTransactions(more = '', values: string[] = []): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null ${more}`,
    values,
  );
  return rows[0]?.count ?? 0;
}

/** A path as the document spells it, whatever the names of its parameters. */
function formOf(path: string): string {
  return path.replace(/(sync-runs|cohorts)\/[^/]+/, '$1/{}').replace('acme', '{}');
}

describe('lists as CSV', () => {
  it('are all that the document offers as such', async () => {
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, DocumentedOperation>>;
    };
    const offered = routesOf(document).filter(
      ({ operation }) => 'text/csv' in (operation.responses['200']?.content ?? {}),
    );
    const known = [...lists.keys()].map(formOf);
    expect(known.toSorted()).toEqual(
      offered.map(({ path }) => path.replace('/api/v1/', '').replace(/\{\w+\}/g, '{}')).toSorted(),
    );
  });

  it('are whole, harmless in a spreadsheet, and cost the same memory however long they are', async () => {
    await readTable('organizations/acme/members');
    const figures: Record<string, string> = {};
    const growths: Record<string, number> = {};
    for (const [path, rows] of lists) {
      let table: Table = { lines: 0, bytes: 0, formulas: 0 };
      const began = performance.now();
      const growth = await growthOf(async () => {
        table = await readTable(path);
      });
      const seconds = (performance.now() - began) / 1_000;
      const name = path.replace(/[0-9a-f-]{36}/, '…').replace('organizations/acme/', '/');
      figures[name] =
        `${rows} rows ${(table.bytes / 2 ** 20).toFixed(0)} MiB ${seconds.toFixed(1)} s +${growth.toFixed(0)} MiB`;
      expect([path, table.lines, table.formulas]).toEqual([path, rows + 1, 0]);
      growths[path] = growth;
    }
    reportFigures('large exports', figures);
    expect(Object.entries(growths).filter(([, growth]) => growth >= mostGrowth)).toEqual([]);
  }, 600_000);
});

describe('a reader that stops reading', () => {
  it('stops the rows with it, holds no memory, and gives its connection back when it goes', async () => {
    const growth = await growthOf(async () => {
      const stalled = await Promise.all(Array.from({ length: 4 }, () => open(largest)));
      for (const answer of stalled) answer.once('readable', () => undefined);
      await until('four tables are under way', async () => (await openTransactions()) === 4);

      const fifth = await open(largest);
      fifth.resume();
      expect([fifth.statusCode, fifth.headers['retry-after']]).toEqual([503, '10']);
      const headers = { authorization: `Bearer ${platformToken}` };
      const page = await fetch(`${service.url}/api/v1/${largest}?limit=1`, { headers });
      expect(((await page.json()) as { items: unknown[] }).items).toHaveLength(1);

      // Nothing more is read than fits on the way: the database waits for whoever fetches the next rows.
      await until(
        'the database waits for the readers',
        async () => (await openTransactions('and wait_event = $1', ['ClientRead'])) === 4,
      );
      for (const answer of stalled) answer.destroy();
      await until('the connections are given back', async () => (await openTransactions()) === 0);
    });
    expect(growth).toBeLessThan(mostGrowth);
    expect((await readTable('organizations/acme/unmapped')).lines).toBe(others + 1);
  }, 60_000);
});
