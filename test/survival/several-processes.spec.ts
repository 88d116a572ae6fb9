import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { MailHouse } from '../digest/mail-house.js';
import { type RunningService, startService } from '../process/running-service.js';
import { checkInvariants } from '../support/check-invariants.js';
import { type DataFolder, makeDataFolder } from '../support/data-folder.js';
import { request } from '../support/http-client.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { WebhookReceiver } from '../webhooks/webhook-receiver.js';
import { extent, inFull } from './extent.js';
import { LoadedFirm, platformToken } from './kill/loaded-firm.js';
import type { Target } from './kill/directory-load.js';
import { reportFigures } from './report-figures.js';
import { SeededRandom } from './seeded-random.js';

const acme = '/api/v1/organizations/acme';
const revokedWithinMs = 1_000;

/** Several processes of the service on one database, and everything that they may do twice or take from each other. */
class Fleet {
  processes: RunningService[] = [];
  private folders: DataFolder[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly pool: pg.Pool,
    readonly firm: LoadedFirm,
    readonly receiver: WebhookReceiver,
    readonly mail: MailHouse,
  ) {}

  static async start(size: number): Promise<Fleet> {
    const database = await createTestDatabase();
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    pool.on('error', () => undefined);
    const firm = await LoadedFirm.create(new SeededRandom(), 8, 6);
    const fleet = new Fleet(database, pool, firm, await WebhookReceiver.start(), await MailHouse.open());
    // All at once: from the first moment on they race for whatever is due.
    fleet.processes = await Promise.all(Array.from({ length: size }, () => fleet.startOne()));
    return fleet;
  }

  get urls(): string[] {
    return this.processes.map(({ url }) => url);
  }

  async stop(): Promise<void> {
    for (const { process } of this.processes) process.kill('SIGKILL');
    await Promise.all(this.processes.map((one) => one.ended()));
    await this.pool.end();
    await this.database.drop();
    await Promise.all([this.firm.site.stop(), this.receiver.stop(), this.mail.close()]);
    await Promise.all(this.folders.map((folder) => folder.remove()));
  }

  async count(query: string): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(`select (${query})::int as count`);
    return rows[0]?.count ?? 0;
  }

  /** Waits for rows that the processes write in the background. */
  async until(query: string, count: number): Promise<void> {
    await until(`${count} = (${query})`, async () => (await this.count(query)) === count, 60_000);
  }

  /** A call of the platform to the first process, which must agree. */
  async call(method: string, path: string, body: object): Promise<Record<string, unknown>> {
    const answer = await request(this.urls[0] ?? '', method, path, { token: platformToken, body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body as Record<string, unknown>;
  }

  private async startOne(): Promise<RunningService> {
    const folder = await makeDataFolder();
    this.folders.push(folder);
    return startService([process.execPath, 'dist-test/src/main.js'], {
      DATABASE_URL: this.database.url,
      DATA_DIR: folder.path,
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
      PLATFORM_TOKEN: platformToken,
      LCVISTA_ALLOWED_HOSTS: this.firm.site.host,
      WEBHOOK_ALLOWED_HOSTS: this.receiver.host,
      SMTP_URL: this.mail.url,
      SMTP_FROM: 'Muster <muster@lms.example>',
    });
  }
}

describe.each(inFull ? [2, 5] : [2])('%i processes on one database, under load', (size) => {
  let fleet: Fleet;

  afterEach(async () => {
    await fleet.stop();
  }, 60_000);

  it('lose no update, do nothing twice, and all refuse a revoked token within a second', async () => {
    fleet = await Fleet.start(size);
    const target = { ...(await fleet.firm.setUp(fleet.urls[0] ?? '')), urls: fleet.urls };
    const events = ['member.enrolled', 'member.removed', 'member.restored', 'mapping.created', 'mapping.ended'];
    const { secret } = await fleet.call('POST', `${acme}/webhooks`, { url: fleet.receiver.url, events });
    fleet.receiver.secret = String(secret);
    const done = new AbortController();
    const load = fleet.firm.write(target, done.signal);
    const firms = await openFirms(fleet, extent({ short: 3, full: 12 }));
    const slowestRevocationMs = await revokeTokens(fleet, target, extent({ short: 3, full: 20 }));
    const added = await crowdOnOne(fleet, target, extent({ short: 16, full: 64 }));
    const digests = await weeklyReviews(fleet);
    await fleet.until(`select count(*) from sync_run where trigger = 'schedule' and status = 'succeeded'`, firms + 1);
    await wait(extent({ short: 500, full: 10_000 }));
    done.abort();
    await load;
    await fleet.until(`select count(*) from webhook_delivery where status = 'pending'`, 0);
    expect(await fleet.firm.compare(fleet.pool)).toEqual([]);
    expect(fleet.firm.figures.refused).toEqual([]);
    await checkInvariants(fleet.pool);
    await nothingTwice(fleet);
    const { acknowledged } = fleet.firm.figures;
    const deliveries = fleet.receiver.received.length;
    const seed = fleet.firm.random.seed;
    reportFigures(`${size} processes`, { seed, acknowledged, added, firms, deliveries, digests, slowestRevocationMs });
  }, 300_000);
});

/** Other organizations, all of whose mornings have come; so has that of the first. @returns how many */
async function openFirms(fleet: Fleet, firms: number): Promise<number> {
  const { site } = fleet.firm;
  for (let at = 0; at < firms; at += 1) {
    await fleet.call('POST', '/api/v1/organizations', { slug: `firm-${at}`, name: 'Firm' });
    const connection = { siteUrl: site.url, apiKey: site.apiKey, catalog: 'LumiQ' };
    await fleet.call('PUT', `/api/v1/organizations/firm-${at}/lcvista`, connection);
  }
  await fleet.pool.query(`update lcvista_connection set next_sync_at = now() - interval '25 hours'`);
  return firms;
}

/** @returns the longest time after the answer to a revocation in which some process still let the token in */
async function revokeTokens(fleet: Fleet, target: Target, times: number): Promise<number> {
  const { random } = fleet.firm;
  let slowest = 0;
  for (let at = 0; at < times; at += 1) {
    const { id, token } = await fleet.call('POST', `${acme}/tokens`, { name: 'short-lived', scope: 'scim' });
    const status = async (url: string): Promise<number> => {
      const path = `/scim/v2/${target.slug}/Users?count=1`;
      return (await request(url, 'GET', path, { token: String(token) })).status;
    };
    expect(await Promise.all(fleet.urls.map(status))).toEqual(fleet.urls.map(() => 200));
    const revoked = await request(random.pick(fleet.urls), 'DELETE', `${acme}/tokens/${String(id)}`, {
      token: platformToken,
    });
    expect(revoked.status).toBe(204);
    const since = performance.now();
    const letIn = await Promise.all(fleet.urls.map((url) => lastLetIn(() => status(url), since)));
    slowest = Math.max(slowest, ...letIn);
  }
  expect(slowest).toBeLessThanOrEqual(revokedWithinMs);
  return Math.round(slowest);
}

/** @returns when the last request was asked that was let in, in milliseconds since the revocation */
async function lastLetIn(status: () => Promise<number>, since: number): Promise<number> {
  for (let last = 0; ; await wait(10)) {
    const asked = performance.now() - since;
    if ((await status()) === 401) return last;
    last = asked;
    if (last > 5 * revokedWithinMs) return last;
  }
}

/** Clients of all processes add to one user at the same moment; every addition that was acknowledged is there. */
async function crowdOnOne(fleet: Fleet, target: Target, writers: number): Promise<number> {
  const scim = (method: string, path: string, body?: object) =>
    request(fleet.firm.random.pick(fleet.urls), method, `/scim/v2/${target.slug}${path}`, {
      token: target.scimToken,
      ...(body === undefined ? {} : { body }),
    });
  const made = await scim('POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'crowd@acme.example',
  });
  const numbers = Array.from({ length: writers }, (_, at) => `+1 555 ${1_000 + at}`);
  const answers = await Promise.all(
    numbers.map((value) =>
      scim('PATCH', `/Users/${made.body.id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'add', path: 'ims', value: [{ value, type: value }] }],
      }),
    ),
  );
  expect([...new Set(answers.map(({ status }) => status))]).toEqual([200]);
  const { body } = await scim('GET', `/Users/${made.body.id}`);
  expect((body.ims as { value: string }[]).map(({ value }) => value).toSorted()).toEqual(numbers.toSorted());
  return writers;
}

/** The review of the week is due in every process; the full extent waits for the minute in which they look. */
async function weeklyReviews(fleet: Fleet): Promise<number> {
  await fleet.call('PUT', `${acme}/digest`, { weekday: 'monday', recipients: ['ann@acme.example'] });
  await fleet.pool.query(
    `update digest_plan set since = now() - interval '8 days', next_digest_at = now() - interval '1 minute'`,
  );
  if (inFull) await fleet.until(`select count(*) from digest where sent_at is not null`, 1);
  expect(fleet.mail.arrived.length).toBeLessThanOrEqual(1);
  return fleet.count(`select count(*) from digest`);
}

/** Each organization had one run for its date, which one process carried out once; each message arrived once. */
async function nothingTwice(fleet: Fleet): Promise<void> {
  const { receiver } = fleet;
  expect(receiver.forged).toBe(0);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(receiver.received.length);
  expect(await fleet.count('select count(*) from webhook_delivery')).toBe(receiver.received.length);
  expect(await fleet.count('select count(*) from webhook_delivery where attempts <> 1')).toBe(0);
  expect(await fleet.count(`select count(*) from sync_run where epoch <> 1 or attempt <> 1`)).toBe(0);
  expect(fleet.mail.arrived.length).toBeLessThanOrEqual(1);
}
