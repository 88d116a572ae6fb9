import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import pg from 'pg';
import { killService, type RunningService, startService } from '../../process/running-service.js';
import { checkInvariants } from '../../support/check-invariants.js';
import { type DataFolder, makeDataFolder } from '../../support/data-folder.js';
import type { SeededRandom } from '../seeded-random.js';
import { LoadedFirm, platformToken } from './loaded-firm.js';

const never = new AbortController().signal;

/** How a cycle's database is reached from outside, past the service. */
type Look = (service: RunningService) => Promise<pg.Pool>;

/** What came of it. */
export interface KillFigures {
  readonly cycles: number;
  readonly unanswered: number;
  readonly runsInterrupted: number;
  readonly slowestStartMs: number;
  readonly acknowledged: number;
}

/** A service under load that is killed at any moment, and must have lost nothing. */
export class KillCycles {
  private service: RunningService | undefined;
  private pool: pg.Pool | undefined;

  private constructor(
    readonly folder: DataFolder,
    private readonly random: SeededRandom,
    private readonly firm: LoadedFirm,
  ) {}

  static async open(random: SeededRandom): Promise<KillCycles> {
    return new KillCycles(await makeDataFolder(), random, await LoadedFirm.create(random, 8, 6));
  }

  async close(): Promise<void> {
    if (this.service !== undefined) await killService(this.service, this.folder.path);
    await this.pool?.end();
    await this.firm.site.stop();
    await this.folder.remove();
  }

  /** Kills, starts again and compares, as often as told. @returns figures */
  async survive(cycles: number, env: Record<string, string>, look: Look): Promise<KillFigures> {
    const { firm } = this;
    let service = await this.start(env);
    let pool = (this.pool = await look(service));
    const target = await firm.setUp(service.url);
    const before = firm.site.requests;
    expect(await this.ended(await firm.askForRun(service.url))).toBe('succeeded');
    const readingTakes = firm.site.requests - before;
    const figures = { cycles, unanswered: 0, runsInterrupted: 0, slowestStartMs: 0 };
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      firm.changeSite();
      const load = firm.write({ ...target, urls: [service.url] }, never);
      await firm.askForRun(service.url);
      await this.anyMoment(readingTakes);
      service.process.kill('SIGKILL');
      await Promise.all([service.ended(), load, pool.end()]);
      figures.unanswered += firm.unanswered;
      const began = performance.now();
      service = await this.start(env);
      figures.slowestStartMs = Math.round(Math.max(figures.slowestStartMs, performance.now() - began));
      pool = this.pool = await look(service);
      expect({ cycle, lost: await firm.compare(pool), refused: firm.figures.refused }).toEqual({
        cycle,
        lost: [],
        refused: [],
      });
      await checkInvariants(pool);
    }
    expect(await this.ended(await firm.askForRun(service.url))).toBe('succeeded');
    firm.changeSite();
    expect(await this.ended(await firm.askForRun(service.url))).toBe('succeeded');
    await checkInvariants(pool);
    expect((await pool.query(unmappedThoughTheyShould)).rows).toEqual([]);
    const { rows } = await pool.query<{ taken: number }>(`select count(*)::int as taken from sync_run where epoch > 1`);
    figures.runsInterrupted = rows[0]?.taken ?? 0;
    return { ...figures, acknowledged: firm.figures.acknowledged };
  }

  private async start(env: Record<string, string>): Promise<RunningService> {
    this.service = await startService([process.execPath, 'dist-test/src/main.js'], {
      DATA_DIR: this.folder.path,
      PLATFORM_TOKEN: platformToken,
      LCVISTA_ALLOWED_HOSTS: this.firm.site.host,
      LOG_LEVEL: 'info',
      ...env,
    });
    return this.service;
  }

  /** Somewhere in what goes on; or when the site has just been read, so that the kill meets the plan and its execution. */
  private async anyMoment(readingTakes: number): Promise<void> {
    const { random, firm } = this;
    if (random.below(2) === 0) return wait(20 + random.below(700));
    const enough = firm.site.requests + readingTakes;
    const deadline = Date.now() + 3_000;
    while (firm.site.requests < enough && Date.now() < deadline) await wait(2);
    await wait(random.below(200));
  }

  private async ended(run: string): Promise<string> {
    for (;;) {
      const { status } = (await this.firm.readRun(this.service?.url ?? '', run)).body;
      if (status !== 'queued' && status !== 'running') return status as string;
      await wait(50);
    }
  }
}

/** Connections from outside. */
export function poolOn(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  // The embedded database goes with the service, and with it the connections that wait here.
  pool.on('error', () => undefined);
  return pool;
}

/** After a quiet run: who is enrolled, assigned and active has a mapping. */
const unmappedThoughTheyShould = `
  select m.user_name from member m
    join lcvista_user u on u.organization_id = m.organization_id and u.email_key = m.email_key
   where m.access = 'enrolled' and u.gone_at is null and u.is_active and u.assigned
     and not exists (select from mapping g where g.organization_id = m.organization_id and g.member_id = m.id and g.ended_at is null)`;
