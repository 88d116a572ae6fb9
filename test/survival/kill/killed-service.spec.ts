import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { OWNER, readPassword } from '../../../src/database/embedded/init-cluster.js';
import { killService, type RunningService, startService } from '../../process/running-service.js';
import { checkInvariants } from '../../support/check-invariants.js';
import { type DataFolder, makeDataFolder } from '../../support/data-folder.js';
import { createTestDatabase } from '../../support/test-database.js';
import { extent } from '../extent.js';
import { reportFigures } from '../report-figures.js';
import { SeededRandom } from '../seeded-random.js';
import { LoadedFirm, platformToken } from './loaded-firm.js';

const never = new AbortController().signal;

/** How a cycle's database is reached from outside, past the service. */
type Look = (service: RunningService) => Promise<pg.Pool>;

describe('a service that is killed at any moment, under load', () => {
  let folder: DataFolder;
  let firm: LoadedFirm;
  let service: RunningService;
  let random: SeededRandom;
  let pool: pg.Pool;

  beforeEach(async () => {
    random = new SeededRandom();
    folder = await makeDataFolder();
    firm = await LoadedFirm.create(random, 8, 6);
  });

  afterEach(async () => {
    await killService(service, folder.path);
    await pool.end();
    await firm.site.stop();
    await folder.remove();
  }, 60_000);

  function start(env: Record<string, string>): Promise<RunningService> {
    return startService([process.execPath, 'dist-test/src/main.js'], {
      DATA_DIR: folder.path,
      PLATFORM_TOKEN: platformToken,
      LCVISTA_ALLOWED_HOSTS: firm.site.host,
      LOG_LEVEL: 'info',
      ...env,
    });
  }

  /** Somewhere in what goes on; or when the site has just been read, so that the kill meets the plan and its execution. */
  async function anyMoment(readingTakes: number): Promise<void> {
    if (random.below(2) === 0) return wait(20 + random.below(700));
    const enough = firm.site.requests + readingTakes;
    const deadline = Date.now() + 3_000;
    while (firm.site.requests < enough && Date.now() < deadline) await wait(2);
    await wait(random.below(200));
  }

  async function ended(run: string): Promise<string> {
    for (;;) {
      const { status } = (await firm.readRun(service.url, run)).body;
      if (status !== 'queued' && status !== 'running') return status as string;
      await wait(50);
    }
  }

  /** Kills, starts again and compares, as often as told. */
  async function survive(cycles: number, env: Record<string, string>, look: Look): Promise<Record<string, number>> {
    service = await start(env);
    pool = await look(service);
    const target = await firm.setUp(service.url);
    const before = firm.site.requests;
    expect(await ended(await firm.askForRun(service.url))).toBe('succeeded');
    const readingTakes = firm.site.requests - before;
    const figures = { cycles, unanswered: 0, runsInterrupted: 0, slowestStartMs: 0 };
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      firm.changeSite();
      const load = firm.write({ ...target, urls: [service.url] }, never);
      await firm.askForRun(service.url);
      await anyMoment(readingTakes);
      service.process.kill('SIGKILL');
      await Promise.all([service.ended(), load, pool.end()]);
      figures.unanswered += firm.unanswered;
      const began = performance.now();
      service = await start(env);
      figures.slowestStartMs = Math.round(Math.max(figures.slowestStartMs, performance.now() - began));
      pool = await look(service);
      expect({ cycle, lost: await firm.compare(pool), refused: firm.figures.refused }).toEqual({
        cycle,
        lost: [],
        refused: [],
      });
      await checkInvariants(pool);
    }
    expect(await ended(await firm.askForRun(service.url))).toBe('succeeded');
    firm.changeSite();
    expect(await ended(await firm.askForRun(service.url))).toBe('succeeded');
    await checkInvariants(pool);
    expect((await pool.query(unmappedThoughTheyShould)).rows).toEqual([]);
    const { rows } = await pool.query<{ taken: number }>(`select count(*)::int as taken from sync_run where epoch > 1`);
    figures.runsInterrupted = rows[0]?.taken ?? 0;
    return { seed: random.seed, ...figures, acknowledged: firm.figures.acknowledged };
  }

  it('loses nothing that it acknowledged, and leaves nothing half done', async () => {
    const database = await createTestDatabase();
    const look = (): Promise<pg.Pool> => Promise.resolve(poolOn(database.url));
    const cycles = extent({ short: 3, full: 100 });
    try {
      reportFigures('kill -9', await survive(cycles, { DATABASE_URL: database.url }, look));
    } finally {
      await database.drop();
    }
  }, 600_000);

  it('nor does it when the database, its child, goes with it', async () => {
    const cycles = extent({ short: 1, full: 8 });
    const figures = await survive(cycles, {}, (running) => poolOnEmbedded(running, folder.path));
    reportFigures('kill -9 with the embedded database', figures);
  }, 600_000);
});

function poolOn(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  // The embedded database goes with the service, and with it the connections that wait here.
  pool.on('error', () => undefined);
  return pool;
}

/** The embedded database listens somewhere else after each start. */
async function poolOnEmbedded(running: RunningService, dataDir: string): Promise<pg.Pool> {
  const port = await running.says(/embedded PostgreSQL \S+ on 127\.0\.0\.1:(\d+), data in/);
  const cluster = readdirSync(dataDir).find((name) => /^pg\d+$/.test(name)) ?? '';
  const password = await readPassword(join(dataDir, cluster));
  return poolOn(`postgres://${OWNER}:${password}@127.0.0.1:${port}/muster`);
}

/** After a quiet run: who is enrolled, assigned and active has a mapping. */
const unmappedThoughTheyShould = `
  select m.user_name from member m
    join lcvista_user u on u.organization_id = m.organization_id and u.email_key = m.email_key
   where m.access = 'enrolled' and u.gone_at is null and u.is_active and u.assigned
     and not exists (select from mapping g where g.organization_id = m.organization_id and g.member_id = m.id and g.ended_at is null)`;
