import pg from 'pg';
import type { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { type RunningService, startService } from '../process/running-service.js';
import { until } from '../support/until.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const platformToken = 'p'.repeat(40);
const headers = { authorization: `Bearer ${platformToken}`, 'content-type': 'application/json' };

export type HeldTable = 'mapping' | 'roster_person';

/** A process behind a proxy, with a run, a request and its listening under way. */
export class BusyService {
  private constructor(
    readonly database: TestDatabase,
    readonly proxy: TcpProxy,
    readonly service: RunningService,
    readonly holder: pg.Client,
    readonly answer: Promise<number | string>,
  ) {}

  /**
   * @param held the table that the run waits for: its plan is written, or rows are copied
   * @param asks whether a request waits, too
   */
  static async start(held: HeldTable, site: StandInLcvista, dataDir: string, asks: boolean): Promise<BusyService> {
    const database = await createTestDatabase();
    const address = new URL(database.url);
    const proxy = await TcpProxy.start(Number(address.port));
    address.host = `127.0.0.1:${proxy.port}`;
    const service = await startService([process.execPath, 'dist-test/src/main.js'], {
      DATABASE_URL: address.href,
      DATA_DIR: dataDir,
      PLATFORM_TOKEN: platformToken,
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
      LCVISTA_ALLOWED_HOSTS: site.host,
    });
    const ask = async (method: string, path: string, body?: object): Promise<number> => {
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      return (await fetch(`${service.url}/api/v1${path}`, init)).status;
    };
    await ask('POST', '/organizations', { slug: 'acme', name: 'Acme' });
    await ask('PUT', '/organizations/acme/lcvista', { siteUrl: site.url, apiKey: site.apiKey, catalog: 'LumiQ' });
    const holder = new pg.Client({ connectionString: database.url });
    holder.on('error', () => undefined);
    await holder.connect();
    // Only when the site is being read: before that, the run clears what it is about to copy into.
    site.beforeAnswer = async () => {
      site.beforeAnswer = () => undefined;
      await holder.query(`begin; lock table ${held}, webhook in access exclusive mode`);
    };
    await ask('POST', '/organizations/acme/sync-runs', {});
    await until('the run waits', () => waits(holder, [held]));
    const answer = asks
      ? ask('GET', '/organizations/acme/webhooks').catch((error: unknown) => String(error))
      : Promise.resolve(503);
    await until('the request waits', () => waits(holder, asks ? [held, 'webhook'] : [held]));
    return new BusyService(database, proxy, service, holder, answer);
  }

  async remove(): Promise<void> {
    this.service.process.kill('SIGKILL');
    await this.service.ended();
    await this.holder.end();
    if (this.proxy.isOpen) await this.proxy.stop();
    await this.database.drop();
  }
}

async function waits(holder: pg.Client, tables: readonly string[]): Promise<boolean> {
  const found = await holder.query(
    `select distinct l.relation from pg_locks l join pg_database d on d.oid = l.database
     where d.datname = current_database() and not l.granted and l.relation = any ($1::text[]::regclass[])`,
    [tables],
  );
  return found.rowCount === tables.length;
}
