import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { type RunningService, startService } from '../process/running-service.js';
import { checkInvariants } from '../support/check-invariants.js';
import { request } from '../support/http-client.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const platformToken = 'p'.repeat(40);
const apiKey = 'a'.repeat(40);

/** What one process works on at a time; more at once than this, and another one must be at it, too. */
const atOnceInOneProcess = 8;

const firms = 12;

let database: TestDatabase;
let pool: pg.Pool;
let site: StandInLcvista;
let slow: StandInLcvista;
let processes: RunningService[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  site = await StandInLcvista.start({ apiKey });
  slow = await StandInLcvista.start({ apiKey });
  for (const one of [site, slow]) one.addCatalog('LumiQ', [3]);
  const env = {
    DATABASE_URL: database.url,
    PLATFORM_TOKEN: platformToken,
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    LCVISTA_ALLOWED_HOSTS: `${site.host},${slow.host}`,
  };
  const start = (): Promise<RunningService> => startService([process.execPath, 'dist-test/src/main.js'], env);
  processes = await Promise.all([start(), start()]);
}, 60_000);

afterAll(async () => {
  for (const { process } of processes) process.kill('SIGKILL');
  await Promise.all(processes.map((one) => one.ended()));
  await pool.end();
  await database.drop();
  await site.stop();
  await slow.stop();
});

async function call(method: string, path: string, body: object): Promise<void> {
  const url = processes[0]?.url ?? '';
  const answer = await request(url, method, `/api/v1/organizations${path}`, { token: platformToken, body });
  if (answer.status >= 300) throw new Error(answer.text);
}

async function runs(): Promise<{ slug: string; status: string; count: number }[]> {
  const { rows } = await pool.query(
    `select slug, status, count(*) over (partition by slug)::int as count from sync_run
       join organization on organization.id = organization_id where trigger = 'schedule' order by slug`,
  );
  return rows;
}

it('the mornings of many firms are spread over two real processes, once each, and one slow site delays nobody', async () => {
  let waiting = 0;
  let most = 0;
  const enough = new AbortController();
  const soMany = once(enough.signal, 'abort');
  // Every firm's reading waits until more are under way than one process works on.
  site.beforeAnswer = ({ endpoint }) => {
    if (endpoint !== 'index') return undefined;
    most = Math.max(most, (waiting += 1));
    if (waiting > atOnceInOneProcess) enough.abort();
    return soMany.then(() => undefined);
  };
  let hangs = 0;
  slow.beforeAnswer = () => {
    hangs += 1;
    return new Promise(() => undefined);
  };
  const slugs = Array.from({ length: firms }, (_, at) => `firm-${String(at).padStart(2, '0')}`);
  for (const slug of ['a-slow-one', ...slugs]) {
    await call('POST', '', { slug, name: slug });
    await call('PUT', `/${slug}/lcvista`, { siteUrl: slug === 'a-slow-one' ? slow.url : site.url, apiKey });
  }
  // The slow one is due first.
  await pool.query(
    `update lcvista_connection set next_sync_at = now() - interval '25 hours'
       - case when site_url = $1 then interval '1 hour' else '0' end`,
    [slow.url],
  );
  const deadline = Date.now() + 45_000;
  const done = async (): Promise<boolean> =>
    (await runs()).filter(({ status }) => status === 'succeeded').length === firms;
  while (!(await done()) && Date.now() < deadline) await wait(100);
  expect(await runs()).toEqual([
    { slug: 'a-slow-one', status: 'running', count: 1 },
    ...slugs.map((slug) => ({ slug, status: 'succeeded', count: 1 })),
  ]);
  expect(hangs).toBeGreaterThan(0);
  expect(most).toBeGreaterThan(atOnceInOneProcess);
  // A line may be written a moment after what it tells.
  await until('both processes have ended a run', () =>
    Promise.resolve(processes.every((one) => one.output().includes('sync run ended'))),
  );
  await checkInvariants(pool);
}, 90_000);
