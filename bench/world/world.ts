import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import type { BenchOptions } from '../read-options.js';
import { Api } from './api.js';
import { type Child, startChild } from './child.js';
import { createTenant, type Tenant } from './tenant.js';

/** A process that answers requests. */
export interface Server {
  readonly name: 'service' | 'floor';
  readonly url: string;
  readonly child: Child;
}

/** Everything that runs while the bench does. */
export interface World {
  readonly folder: string;
  readonly databaseUrl: string;
  /** Straight into the database, to prepare and to look. */
  readonly client: pg.Client;
  readonly service: Server;
  readonly floor: Server;
  readonly small: Tenant;
  readonly large: Tenant;
  readonly claimToken: string;
  stop(): Promise<void>;
}

/** Things to end, the last one first. */
class Endings {
  private readonly endings: (() => Promise<unknown>)[] = [];

  /** Is run before those that were added earlier. */
  add(ending: () => Promise<unknown>): void {
    this.endings.unshift(ending);
  }

  /** Runs each ending once, the last added first. */
  async run(): Promise<void> {
    for (const ending of this.endings.splice(0)) await ending();
  }
}

/** Starts PostgreSQL as production does, the service and the floor; `stop` leaves nothing behind. */
export async function startWorld(options: BenchOptions, log: (line: string) => void): Promise<World> {
  const endings = new Endings();
  try {
    return await build(options, log, endings);
  } catch (error) {
    await endings.run();
    throw error;
  }
}

async function build(options: BenchOptions, log: (line: string) => void, endings: Endings): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
  endings.add(() => rm(folder, { recursive: true, force: true }));
  // Closed to others, root would have to keep the database elsewhere.
  await chmod(folder, 0o755);
  const postgres: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir: folder, log });
  endings.add(() => postgres.stop());
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  endings.add(() => client.end());
  const platformToken = randomBytes(24).toString('hex');
  const service = await startService(options, postgres.url, folder, platformToken);
  endings.add(() => service.child.stop());
  const api = new Api(service.url, platformToken);
  const small = await createTenant(api, client, 'small', options.small);
  const large = await createTenant(api, client, 'large', options.large);
  const claim = await api.post('/tokens', { name: 'bench claim', scope: 'claim', environment: 'production' });
  const floor = await startFloor(postgres.url, folder, [small, large]);
  endings.add(() => floor.child.stop());
  const claimToken = String(claim['token']);
  const stop = () => endings.run();
  return { folder, databaseUrl: postgres.url, client, service, floor, small, large, claimToken, stop };
}

async function startService(
  { profile }: BenchOptions,
  databaseUrl: string,
  folder: string,
  platformToken: string,
): Promise<Server> {
  const child = startChild({
    file: 'src/main.js',
    logFile: join(folder, 'service.log'),
    nodeOptions: profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
    env: {
      NODE_ENV: 'production',
      PORT: '0',
      SCHEDULER: 'off',
      LOG_FORMAT: 'json',
      DATA_DIR: folder,
      DATABASE_URL: databaseUrl,
      PLATFORM_TOKEN: platformToken,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    },
  });
  return { name: 'service', url: await child.says(/"address":"([^"]+)"/), child };
}

async function startFloor(databaseUrl: string, folder: string, tenants: readonly Tenant[]): Promise<Server> {
  const organizations = Object.fromEntries(tenants.map(({ slug, id }) => [slug, id]));
  const child = startChild({
    file: 'bench/floor/main.js',
    logFile: join(folder, 'floor.log'),
    env: { NODE_ENV: 'production', DATABASE_URL: databaseUrl, ORGANIZATIONS: JSON.stringify(organizations) },
  });
  return { name: 'floor', url: await child.says(/listening on (\S+)/), child };
}
