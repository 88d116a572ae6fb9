import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { type RunningService, startService } from '../process/running-service.js';
import { checkInvariants } from '../support/check-invariants.js';
import { type DataFolder, makeDataFolder } from '../support/data-folder.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { extent } from './extent.js';
import { reportFigures } from './report-figures.js';
import { type BalancedAnswer, TestBalancer } from './test-balancer.js';

const platformToken = 'p'.repeat(40);
const acme = '/api/v1/organizations/acme';
const core = 'urn:ietf:params:scim:schemas:core:2.0:User';

describe('a process that is told to stop, one of two behind a balancer, under load', () => {
  let database: TestDatabase;
  let folder: DataFolder;
  let site: StandInLcvista;
  let services: RunningService[];
  let balancer: TestBalancer;
  let scim: string;
  const answers: BalancedAnswer[] = [];
  const failures: string[] = [];
  const loading = new AbortController();
  let made = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await makeDataFolder();
    site = await StandInLcvista.start({ apiKey: 'a'.repeat(40) });
    site.addCatalog('LumiQ', [3]);
    site.addPerson({ email: 'jane@acme.example' });
    const env = {
      DATABASE_URL: database.url,
      DATA_DIR: folder.path,
      PLATFORM_TOKEN: platformToken,
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
      LCVISTA_ALLOWED_HOSTS: site.host,
    };
    const command = [process.execPath, 'dist-test/src/main.js'];
    services = [await startService(command, env), await startService(command, env)];
    balancer = new TestBalancer(services.map(({ url }) => url));
    await platform('POST', '/api/v1/organizations', { slug: 'acme', name: 'Acme' });
    await platform('PUT', `${acme}/lcvista`, { siteUrl: site.url, apiKey: site.apiKey, catalog: 'LumiQ' });
    scim = String(JSON.parse(await platform('POST', `${acme}/tokens`, { name: 'Entra', scope: 'scim' })).token);
  }, 60_000);

  afterAll(async () => {
    loading.abort();
    for (const service of services) service.process.kill('SIGKILL');
    for (const service of services) await service.ended();
    balancer.stop();
    await site.stop();
    await folder.remove();
    await database.drop();
  });

  async function platform(method: string, path: string, body: object): Promise<string> {
    const headers = { authorization: `Bearer ${platformToken}`, 'content-type': 'application/json' };
    const answer = await balancer.send({ method, path, headers, body: JSON.stringify(body) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.text;
  }

  /** Writes and reads, one after the other; every seventh client sends its bodies slowly. */
  async function client(number: number): Promise<void> {
    const headers = { authorization: `Bearer ${scim}`, 'content-type': 'application/scim+json' };
    const slowly = number % 7 === 0 ? { slowly: { pieces: 8, ms: 2_000 } } : {};
    for (let count = 0; !loading.signal.aborted; count += 1) {
      const userName = `c${number}-${count}@acme.example`;
      const body = JSON.stringify({ schemas: [core], userName, title: 'x'.repeat(2_000) });
      await note(201, balancer.send({ method: 'POST', path: '/scim/v2/acme/Users', headers, body, ...slowly }));
      const filter = encodeURIComponent(`userName eq "${userName}"`);
      await note(200, balancer.send({ method: 'GET', path: `/scim/v2/acme/Users?filter=${filter}`, headers }));
    }
  }

  async function note(status: number, sending: Promise<BalancedAnswer>): Promise<void> {
    try {
      const answer = await sending;
      answers.push(answer);
      if (answer.status === 201) made += 1;
      if (answer.status !== status) failures.push(`${answer.status} ${answer.text}`);
    } catch (error) {
      failures.push(String(error));
      await wait(100);
    }
  }

  it('loses no request, gives its run to the other, and ends well', async () => {
    const [leaving, staying] = services as [RunningService, RunningService];
    // Whoever reads the site now waits until its process gives up; whoever reads it later does not.
    const never = new Promise<void>(() => undefined);
    site.beforeAnswer = () => never;
    const clients = Array.from({ length: extent({ short: 60, full: 250 }) }, (_, number) => client(number));
    await wait(extent({ short: 1_500, full: 6_000 }));
    const run = String(JSON.parse(await platform('POST', `${acme}/sync-runs`, {})).id);
    const leftBy = await takenBy(run, [leaving, staying]);
    leftBy.process.kill('SIGTERM');
    const begun = performance.now();
    site.beforeAnswer = () => undefined;
    const exit = await leftBy.ended();
    const tookMs = performance.now() - begun;
    await wait(500);
    loading.abort();
    await Promise.all(clients);
    expect(failures).toEqual([]);
    expect(exit).toBe(0);
    expect(tookMs).toBeLessThan(40_000);
    const told = answers.filter(({ backend, connection }) => backend.url === leftBy.url && connection === 'close');
    expect(told.length).toBeGreaterThan(0);
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    pool.on('error', () => undefined);
    try {
      await until('the other process finishes the run', async () => (await statusOf(pool, run)) === 'succeeded');
      const { rows } = await pool.query<{ count: string }>('select count(*) from member');
      expect(Number(rows[0]?.count)).toBe(made);
      await checkInvariants(pool);
    } finally {
      await pool.end();
    }
    reportFigures('departure', {
      clients: clients.length,
      answers: answers.length,
      'told to come back elsewhere': told.length,
      'stopped within ms': Math.round(tookMs),
      lost: failures.length,
    });
  }, 240_000);

  /** The process whose workers hold the run's job. */
  async function takenBy(run: string, processes: readonly RunningService[]): Promise<RunningService> {
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    try {
      await until('the run reads the site', async () => (await statusOf(pool, run)) === 'running' && site.requests > 0);
      const { rows } = await pool.query<{ first: boolean }>(
        `select p.id = (select min(id) from job_process) as first from job_process p
           join graphile_worker.jobs j on j.locked_by = any (p.worker_ids)`,
      );
      // The first process to be started has the lower number.
      const holder = rows[0]?.first === true ? processes[0] : processes[1];
      if (holder === undefined) throw new Error('nobody holds the run');
      return holder;
    } finally {
      await pool.end();
    }
  }
});

async function statusOf(pool: pg.Pool, run: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ status: string }>('select status from sync_run where id = $1', [run]);
  return rows[0]?.status;
}
