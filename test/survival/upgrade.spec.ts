import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type RunningService, startService } from '../process/running-service.js';
import { checkInvariants } from '../support/check-invariants.js';
import { withDatabase, onServer } from '../support/template-database.js';
import { type Release, releases } from '../upgrade/releases.js';
import { inFull } from './extent.js';
import { LoadedFirm, platformToken } from './kill/loaded-firm.js';
import { OldRelease } from './old-release.js';
import { reportFigures } from './report-figures.js';
import { SeededRandom } from './seeded-random.js';

/** Building a release takes half a minute; the short extent calls its recorded statements instead, in `test/upgrade`. */
const everyRelease = inFull ? describe.each(releases) : describe.skip.each(releases);

everyRelease('processes of $version, under load, while this version is rolled out', (release: Release) => {
  const name = `muster_rolled_out_${process.pid}`;
  const server = process.env['MUSTER_TEST_SERVER_URL'] ?? '';
  const started: RunningService[] = [];
  let old: OldRelease;
  let firm: LoadedFirm;
  let pool: pg.Pool;

  beforeAll(async () => {
    old = await OldRelease.build(release);
    await onServer(server, (client) => client.query(`create database ${name}`));
    pool = new pg.Pool({ connectionString: withDatabase(server, name), max: 2 });
    pool.on('error', () => undefined);
    firm = await LoadedFirm.create(new SeededRandom(), 8, 6);
  }, 300_000);

  afterAll(async () => {
    for (const { process } of started) process.kill('SIGKILL');
    for (const service of started) await service.ended();
    await pool.end();
    await onServer(server, async (client) => void (await client.query(`drop database ${name} with (force)`)));
    await firm.site.stop();
    await old.remove();
  }, 60_000);

  async function start(main: string): Promise<RunningService> {
    const service = await startService([process.execPath, main], {
      DATABASE_URL: withDatabase(server, name),
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
      PLATFORM_TOKEN: platformToken,
      LCVISTA_ALLOWED_HOSTS: firm.site.host,
      LOG_LEVEL: 'info',
    });
    started.push(service);
    return service;
  }

  const migrations = async (): Promise<number> =>
    (await pool.query<{ count: number }>('select count(*)::int as count from schema_migration')).rows[0]?.count ?? 0;

  it('work on until they are asked to stop, and nothing is lost', async () => {
    const first = await start(old.main);
    const second = await start(old.main);
    const target = await firm.setUp(first.url);
    const before = await migrations();
    const under = async (services: RunningService[], work: () => Promise<unknown>): Promise<void> => {
      const done = new AbortController();
      const load = firm.write({ ...target, urls: services.map(({ url }) => url) }, done.signal);
      await work();
      done.abort();
      await load;
    };
    const runOn = async (service: RunningService): Promise<void> => {
      firm.changeSite();
      const id = await firm.askForRun(service.url);
      for (;;) {
        const { status } = (await firm.readRun(service.url, id)).body;
        if (status === 'succeeded') return;
        if (status !== 'queued' && status !== 'running') throw new Error(`the run is ${status}`);
        await wait(50);
      }
    };
    await under([first, second], async () => {
      await runOn(first);
      const fresh = await start('dist-test/src/main.js');
      expect(await migrations()).toBeGreaterThan(before);
      await runOn(second);
      await runOn(fresh);
    });
    const third = started[2] as RunningService;
    const duringMigration = firm.figures.acknowledged;
    await under([first, second, third], async () => {
      for (let round = 0; round < 3; round += 1) for (const service of started) await runOn(service);
    });
    await under([second, third], async () => {
      first.process.kill('SIGTERM');
      expect(await first.ended()).toBe(0);
      await runOn(second);
    });
    await under([third], async () => {
      second.process.kill('SIGTERM');
      expect(await second.ended()).toBe(0);
      await runOn(third);
    });
    expect(firm.figures.refused).toEqual([]);
    expect(await firm.compare(pool)).toEqual([]);
    await checkInvariants(pool);
    for (const service of started) expect(service.output().match(/^.*"level":[56]0.*$/gm) ?? []).toEqual([]);
    reportFigures(`roll-out over ${release.version}`, {
      seed: firm.random.seed,
      commit: old.commit,
      'migrations under load': (await migrations()) - before,
      'acknowledged while they ran': duringMigration,
      acknowledged: firm.figures.acknowledged,
      lost: 0,
    });
  }, 300_000);
});
