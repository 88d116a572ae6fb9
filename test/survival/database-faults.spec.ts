import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { checkInvariants } from '../support/check-invariants.js';
import { makeDataFolder, type DataFolder } from '../support/data-folder.js';
import { MovableCluster } from '../support/movable-cluster.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { onServer } from '../support/template-database.js';
import { until } from '../support/until.js';
import { type RunningService, startService } from '../process/running-service.js';
import { faults, type Ground, onDatabase } from './database-faults.js';
import { DatabaseLoad, type LoadTokens } from './database-load.js';
import { extent } from './extent.js';
import { PatientCaller } from './patient-caller.js';
import { reportFigures } from './report-figures.js';

const platformToken = 'p'.repeat(40);
const organization = '/api/v1/organizations/acme';

describe('a service whose database fails', () => {
  let ground: Ground;
  let site: StandInLcvista;
  let folder: DataFolder;
  let service: RunningService;
  let caller: PatientCaller;
  let tokens: LoadTokens;
  let load: DatabaseLoad;

  beforeAll(async () => {
    const cluster = await MovableCluster.create();
    ground = { cluster, proxy: await TcpProxy.start(cluster.port) };
    await onServer(cluster.url(), async (client) => void (await client.query('create database muster')));
    site = await StandInLcvista.start({ apiKey: 'a'.repeat(40) });
    site.addCatalog('LumiQ', [3]);
    site.beforeAnswer = () => wait(20);
    folder = await makeDataFolder();
    service = await startService([process.execPath, 'dist-test/src/main.js'], {
      DATABASE_URL: cluster.url('muster', ground.proxy.port),
      DATA_DIR: folder.path,
      PLATFORM_TOKEN: platformToken,
      LCVISTA_ALLOWED_HOSTS: site.host,
      LOG_LEVEL: 'info',
    });
    caller = new PatientCaller(service.url);
    tokens = await openOrganization();
    load = new DatabaseLoad(caller, tokens, arrive);
  }, 60_000);

  afterAll(async () => {
    service.process.kill('SIGKILL');
    await service.ended();
    await load.end();
    await site.stop();
    await ground.proxy.stop();
    await ground.cluster.remove();
    await folder.remove();
  });

  async function platform(method: string, path: string, body: object): Promise<Record<string, unknown>> {
    const told = await caller.ask({ token: platformToken, method, path, body });
    if (told === null || told.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(told)}`);
    return told.body;
  }

  async function openOrganization(): Promise<LoadTokens> {
    await platform('POST', '/api/v1/organizations', { slug: 'acme', name: 'Acme' });
    const token = async (path: string, body: object): Promise<string> =>
      String((await platform('POST', path, { name: 'Load', ...body }))['token']);
    await platform('PUT', `${organization}/lcvista`, { siteUrl: site.url, apiKey: site.apiKey, catalog: 'LumiQ' });
    return {
      scim: await token(`${organization}/tokens`, { scope: 'scim' }),
      admin: await token(`${organization}/tokens`, { scope: 'admin' }),
      claim: await token('/api/v1/tokens', { scope: 'claim', environment: 'production' }),
    };
  }

  /** Milliseconds until the probe says that requests may come. */
  async function recovery(): Promise<number> {
    const begun = performance.now();
    for (;;) {
      const answer = await fetch(`${service.url}/health/ready`);
      if (answer.status === 200) return performance.now() - begun;
      expect(performance.now() - begun).toBeLessThan(30_000);
      await wait(50);
    }
  }

  const arrive = (email: string): void => {
    const { id } = site.addPerson({ email });
    const group = site.groups.get(3);
    if (Array.isArray(group)) group.push(id);
  };

  it(
    'loses nothing, hangs nobody, and comes back by itself',
    async () => {
      load.begin();
      let slowestRecoveryMs = 0;
      for (const fault of faults) {
        await fault.happen(ground);
        slowestRecoveryMs = Math.max(slowestRecoveryMs, await recovery());
        await wait(extent({ short: 200, full: 3_000 }));
        expect({ fault: fault.name, misdeeds: caller.misdeeds.slice(0, 5), surprises: load.surprises }).toEqual({
          fault: fault.name,
          misdeeds: [],
          surprises: [],
        });
        expect({ fault: fault.name, exit: service.process.exitCode }).toEqual({ fault: fault.name, exit: null });
      }
      await load.end();
      await worksInTheBackground();
      const pool = new pg.Pool({ connectionString: ground.cluster.url('muster'), max: 2 });
      try {
        expect(await load.losses(pool)).toEqual([]);
        await checkInvariants(pool);
      } finally {
        await pool.end();
      }
      expect(alarms()).toEqual([]);
      reportFigures('database faults', {
        faults: faults.length,
        requests: caller.answered,
        'refused for now': caller.refused,
        'slowest answer ms': Math.round(caller.slowestMs),
        'slowest recovery ms': Math.round(slowestRecoveryMs),
        people: load.people.length,
        'sync runs asked for': load.runs,
        lost: 0,
      });
    },
    extent({ short: 180_000, full: 600_000 }),
  );

  /** Runs are done, the queue listens, and one living process is known, with its lock. */
  async function worksInTheBackground(): Promise<void> {
    await untilDatabase('the queue is empty', async (client) => {
      const { rows } = await client.query(`select from graphile_worker.jobs
        union all select from sync_run where status in ('queued', 'running')`);
      return rows.length === 0;
    });
    const told = await caller.ask({
      token: tokens.admin,
      method: 'POST',
      path: `${organization}/sync-runs`,
      body: { force: true },
    });
    expect(told?.status).toBe(202);
    await untilDatabase('another run succeeds', async (client) => {
      const { rows } = await client.query(`select from sync_run where id = $1 and status = 'succeeded'`, [
        told?.body['id'],
      ]);
      return rows.length === 1;
    });
    const wanted = { listening: 1, processes: 1, workers: 8, locks: 1 };
    let found: typeof wanted | undefined;
    const holds = untilDatabase('the queue listens, and the process is known with its lock', async (client) => {
      const { rows } = await client.query<typeof wanted>(
        `select (select count(*)::int from pg_stat_activity where query like 'LISTEN%') as listening,
           (select count(*)::int from job_process) as processes,
           (select max(cardinality(worker_ids)) from job_process) as workers,
           (select count(*)::int from pg_locks l join job_process p on l.locktype = 'advisory'
             and l.classid = 721843 and l.objid = p.id) as locks`,
      );
      [found] = rows;
      return isDeepStrictEqual(found, wanted);
    });
    // What is wrong shows in the figures.
    await holds.catch((error: unknown) => expect({ found, error }).toEqual({ found: wanted }));
  }

  /** After its fourth failure in a row the queue pauses a job, and its listening, for up to 55 seconds. */
  function untilDatabase(what: string, holds: (client: pg.Client) => Promise<boolean>): Promise<void> {
    return until(what, () => onDatabase(ground, holds), 75_000);
  }

  /** Lines at error level call somebody; a database that is away does not need anybody here. */
  function alarms(): string[] {
    const lines = service.output().split('\n');
    return lines.filter((line) => line.startsWith('{"level":50') || line.startsWith('{"level":60')).slice(0, 5);
  }
});
