import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { projectRoot, type RunningService, startService } from '../../process/running-service.js';
import { request } from '../../support/http-client.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import type { CallerName } from './hostile-request.js';
import { foreignSlug, type KnownThings, ownSlug, ownWord } from './known-things.js';
import { type Firm, type Office, populate } from './populate.js';
import { Upkeep } from './upkeep.js';

/** Tables in which nothing of the neighbour changes by itself, nor by being refused. */
const untouched = [
  'cohort',
  'cohort_member',
  'digest_plan',
  'lcvista_connection',
  'lcvista_user',
  'mapping',
  'mapping_block',
  'member',
  'member_event',
  'oauth_client',
  'oauth_client_secret',
  'webhook',
  'workload_identity',
];

/** The service as a process of its own, with two organizations: `acme`, and a neighbour who is full of canaries. */
export class HostileWorld {
  private heapsAsked = 0;

  private constructor(
    readonly service: RunningService,
    readonly pool: pg.Pool,
    readonly canary: string,
    readonly own: Firm,
    readonly foreign: Firm,
    readonly tokens: Readonly<Record<CallerName, string | null>>,
    readonly upkeep: Upkeep,
    private readonly sites: readonly StandInLcvista[],
    private readonly database: TestDatabase,
  ) {}

  static async open(): Promise<HostileWorld> {
    const database = await createTestDatabase();
    const sites = [await site(), await site()] as const;
    const platformToken = `platform-${randomBytes(24).toString('hex')}`;
    const hosts = sites.map(({ host }) => host).join(',');
    const service = await startService(
      [
        process.execPath,
        '--expose-gc',
        '--import',
        `${projectRoot}/dist-test/test/survival/hostile/tell-heap.js`,
        'dist-test/src/main.js',
      ],
      {
        NODE_ENV: 'production',
        DATABASE_URL: database.url,
        PLATFORM_TOKEN: platformToken,
        ENCRYPTION_KEY: randomBytes(32).toString('base64'),
        LCVISTA_ALLOWED_HOSTS: hosts,
        WEBHOOK_ALLOWED_HOSTS: hosts,
        SIGN_IN_ALLOWED_HOSTS: hosts,
        LOG_LEVEL: 'debug',
      },
    );
    const claim = (environment: string): Promise<string> =>
      make(service.url, platformToken, '/api/v1/tokens', { name: 'login', scope: 'claim', environment });
    const [production, staging] = [await claim('production'), await claim('staging')];
    const canary = `zq${randomBytes(6).toString('hex')}`;
    const office = (claimToken: string): Office => ({ url: service.url, platformToken, claimToken });
    const own = await populate(office(production), ownSlug, ownWord, sites[0]);
    const foreign = await populate(office(staging), foreignSlug, canary, sites[1], 'staging');
    const spare = (scope: string): Promise<string> =>
      make(service.url, platformToken, `/api/v1/organizations/${ownSlug}/tokens`, { name: scope, scope });
    const tokens = {
      platform: platformToken,
      admin: own.admin,
      viewer: own.viewer,
      scim: own.scim,
      claim: production,
      stagingClaim: staging,
      foreignAdmin: foreign.admin,
      foreignScim: foreign.scim,
      revoked: await ended(service.url, platformToken, await spare('admin'), 'DELETE', ''),
      expired: await ended(service.url, platformToken, await spare('scim'), 'POST', '/rotate'),
      forged: own.admin.replace(/.{6}$/, 'AAAAAA'),
      nobody: null,
    };
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    pool.on('error', () => undefined);
    await pool.query(
      `insert into digest (organization_id, week, created_at, recipients, subject, text, html, counts, people)
       select id, '2026-W02', now(), array[$2], $2, $2, $2, jsonb_build_array(), jsonb_build_array()
       from organization where slug = $1`,
      [foreignSlug, canary],
    );
    const kept = { scim: own.scim, claim: production, others: [own.admin, own.viewer, staging] };
    const upkeep = new Upkeep(service.url, platformToken, kept, sites[0], pool, own.ids);
    return new HostileWorld(service, pool, canary, own, foreign, tokens, upkeep, sites, database);
  }

  get port(): number {
    return Number(new URL(this.service.url).port);
  }

  get things(): KnownThings {
    const cursors = [...this.own.cursors, ...this.foreign.cursors];
    const { ids, client } = this.own;
    return { own: ids, foreign: this.foreign.ids, cursors, client, listedSite: this.sites[0]?.url ?? '' };
  }

  /** Bytes that are reachable in the service. */
  async heap(): Promise<number> {
    this.heapsAsked += 1;
    this.service.process.kill('SIGUSR2');
    return Number(await this.service.says(new RegExp(`heap ${this.heapsAsked}: (\\d+) of`)));
  }

  /** What is stored of the neighbour, as a number for each table: another one means that somebody has changed it. */
  async foreignState(): Promise<Record<string, string>> {
    const state: Record<string, string> = {};
    for (const table of untouched) {
      const { rows } = await this.pool.query<{ hash: string }>(
        `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from ${table} t
         where organization_id = (select id from organization where slug = $1)`,
        [foreignSlug],
      );
      state[table] = rows[0]?.hash ?? '';
    }
    return state;
  }

  /** Tables of organizations in which the neighbour has a row with the canary. */
  async tablesWithCanary(): Promise<string[]> {
    const found: string[] = [];
    for (const table of await this.tenantTables()) {
      const { rowCount } = await this.pool.query(
        `select 1 from ${table} t
         where organization_id = (select id from organization where slug = $1) and t::text like '%' || $2 || '%' limit 1`,
        [foreignSlug, this.canary],
      );
      if (rowCount !== 0) found.push(table);
    }
    return found;
  }

  async stop(): Promise<void> {
    this.service.process.kill('SIGTERM');
    await this.service.ended();
    await this.pool.end();
    for (const one of this.sites) await one.stop();
    await this.database.drop();
  }

  private async tenantTables(): Promise<string[]> {
    const { rows } = await this.pool.query<{ name: string }>(
      `select c.table_name as name from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'public' and c.column_name = 'organization_id' and t.table_type = 'BASE TABLE'
       order by 1`,
    );
    return rows.map(({ name }) => name);
  }
}

function site(): Promise<StandInLcvista> {
  return StandInLcvista.start({ apiKey: randomBytes(20).toString('hex') });
}

async function make(url: string, token: string, path: string, body: object): Promise<string> {
  const answer = await request(url, 'POST', path, { token, body });
  if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
  return answer.body.token as string;
}

/** A token that is good no more. */
async function ended(url: string, platform: string, token: string, method: string, path: string): Promise<string> {
  const tokens = `/api/v1/organizations/${ownSlug}/tokens`;
  const { body } = await request(url, 'GET', `${tokens}?limit=200`, { token: platform });
  const { id } = (body.items as { id: string; prefix: string }[]).find(({ prefix }) => token.startsWith(prefix)) ?? {};
  const answer = await request(url, method, `${tokens}/${id}${path}`, {
    token: platform,
    ...(method === 'POST' ? { body: { overlapSeconds: 0 } } : {}),
  });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return token;
}
