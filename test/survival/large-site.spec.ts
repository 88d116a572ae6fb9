import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { typicalPerson } from '../../src/demo/stand-in-lcvista/population.js';
import { madeRows } from '../../src/demo/stand-in-lcvista/rows.js';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { memoryOf } from '../../bench/measure/process-use.js';
import { type RunningService, startService } from '../process/running-service.js';
import { type Answer, request } from '../support/http-client.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { extent } from './extent.js';
import { reportFigures } from './report-figures.js';

const people = extent({ short: 50_000, full: 200_000 });
const platformToken = 'p'.repeat(40);
const apiKey = 'a'.repeat(40);

/** MiB by which the service may grow while it reads: some pages, a batch on its way into the database, and room for V8. */
const mostGrowth = 90;

/**
 * MiB of heap with which it has to do; more would end the process. Where memory abounds, garbage may lie about until the
 * heap is several times as large, and its size says nothing about what is needed.
 */
const heap = 80;

/** MiB that the service may take altogether. */
const mostMemory = 250;

let site: StandInLcvista;
let database: TestDatabase;
let service: RunningService;

beforeAll(async () => {
  site = await StandInLcvista.start({ apiKey, pageSize: 1_000 });
  site.addCatalog('LumiQ', [3]);
  database = await createTestDatabase();
  service = await startService([process.execPath, `--max-old-space-size=${heap}`, 'dist-test/src/main.js'], {
    DATABASE_URL: database.url,
    PLATFORM_TOKEN: platformToken,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    LCVISTA_ALLOWED_HOSTS: site.host,
  });
  await call('POST', '', { slug: 'acme', name: 'Acme' });
  await call('PUT', '/acme/lcvista', { siteUrl: site.url, apiKey });
}, 60_000);

afterAll(async () => {
  service.process.kill('SIGTERM');
  await service.ended();
  await site.stop();
  await database.drop();
});

interface Run {
  readonly id: string;
  readonly status: string;
  readonly progress: {
    readonly peopleRead: number;
    readonly peopleTotal: number | null;
    readonly secondsLeft: number | null;
  };
}

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const options = { token: platformToken, ...(body === undefined ? {} : { body }) };
  const answer = await request(service.url, method, `/api/v1/organizations${path}`, options);
  if (answer.status >= 300) throw new Error(answer.text);
  return answer;
}

async function readRun(id: string): Promise<Run> {
  return (await call('GET', `/acme/sync-runs/${id}`)).body as Run;
}

/** Asks again and again, without a pause that would miss a moment, until the run is so. */
async function runThat(id: string, isSo: (run: Run) => boolean): Promise<Run> {
  for (;;) {
    const run = await readRun(id);
    if (isSo(run)) return run;
  }
}

/** From now on the peak is that of what follows. @returns MiB at this moment; null where nobody counts them */
function forgetPeak(pid: number): number | null {
  const memory = memoryOf(pid);
  if (memory !== null) writeFileSync(`/proc/${pid}/clear_refs`, '5');
  return memory?.now ?? null;
}

function fill(count: number): void {
  site.crowd = madeRows(count, (index) => typicalPerson(index + 1));
  site.groups.set(
    3,
    madeRows(count, (index) => index + 1),
  );
}

async function sync(): Promise<Run> {
  const { body } = await call('POST', '/acme/sync-runs', {});
  return runThat((body as Run).id, ({ status }) => status !== 'queued' && status !== 'running');
}

it(
  `${people} people are read with memory bounded, and with progress`,
  async () => {
    fill(2_000);
    expect((await sync()).status).toBe('succeeded');
    const before = forgetPeak(service.process.pid ?? 0);
    fill(people);
    const half = people / site.pageSize / 2;
    const start = performance.now();
    const runId = ((await call('POST', '/acme/sync-runs', {})).body as Run).id;
    const seen: Run['progress'][] = [];
    site.beforeAnswer = async ({ endpoint, page }) => {
      // Progress is told once a second: it is due when the page after this one has come, and told before the one after that.
      if (endpoint === 'people' && page === half) await runThat(runId, () => performance.now() - start > 1_500);
      if (endpoint !== 'people' || page !== half + 3) return;
      seen.push((await runThat(runId, ({ progress }) => progress.peopleRead > 0)).progress);
    };
    const run = await runThat(runId, ({ status }) => status !== 'queued' && status !== 'running');
    const seconds = (performance.now() - start) / 1_000;
    const memory = memoryOf(service.process.pid ?? 0);
    expect(run).toMatchObject({ status: 'succeeded', counts: { people, assigned: people, unknownAssigned: 0 } });
    expect(run.progress).toEqual({ peopleRead: people, peopleTotal: people, secondsLeft: null });
    expect(seen).toEqual([{ peopleRead: expect.any(Number), peopleTotal: people, secondsLeft: expect.any(Number) }]);
    expect(seen[0]?.peopleRead).toBeLessThan(people);
    const growth = memory === null || before === null ? null : Math.round(memory.peak - before);
    reportFigures('large site', {
      people,
      seconds: seconds.toFixed(1),
      'grown by MiB': growth ?? 'unknown',
      'peak MiB': memory === null ? 'unknown' : Math.round(memory.peak),
    });
    expect(growth ?? 0).toBeLessThan(mostGrowth);
    expect(memory?.peak ?? 0).toBeLessThan(mostMemory);
  },
  extent({ short: 60_000, full: 400_000 }),
);
