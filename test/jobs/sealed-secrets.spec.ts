import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Encryption } from '../../src/common/encryption.js';
import { ConfigError } from '../../src/config/load-config.js';
import { checkSealedSecrets } from '../../src/jobs/sealing/check-sealed-secrets.js';
import { sealedColumns } from '../../src/jobs/sealing/sealed-columns.js';
import { SealedSecrets } from '../../src/jobs/sealing/sealed-secrets.service.js';
import { SyncRunner } from '../../src/lcvista/sync/sync-runner.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const [old, current] = [randomBytes(32), randomBytes(32)];
const apiKey = 'k'.repeat(40);
const connection = { siteUrl: 'https://acme.lcvista.com', apiKey };
const never = new AbortController().signal;

let first: TestApp;
let organizationId: string;

/** Another process on the same database. */
const start = (key: Buffer, previous: readonly Buffer[] = []): Promise<TestApp> =>
  startTestApp({
    database: first.database,
    encryptionKey: key,
    env: { ENCRYPTION_KEY_PREVIOUS: previous.map((one) => one.toString('base64')).join(',') },
  });

async function withApp<T>(app: TestApp, work: (app: TestApp) => Promise<T>): Promise<T> {
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}

const call = (app: TestApp, method: string, path: string, body?: object) =>
  app.request(method, `/api/v1/organizations/acme${path}`, {
    token: app.platformToken,
    ...(body === undefined ? {} : { body }),
  });

async function boxes(): Promise<{ context: string; box: Buffer }[]> {
  const { rows } = await first.pool.query<{ context: string; box: Buffer }>(
    `select 'lcvista:' || organization_id as context, api_key_sealed as box from lcvista_connection
     union all select 'webhook:' || organization_id || ':' || id, secret_sealed from webhook`,
  );
  return rows;
}

const openedBy = async (key: Buffer): Promise<number> => {
  const encryption = new Encryption(key);
  return (await boxes()).filter(
    ({ box, context }) => encryption.headers[0]?.equals(box.subarray(0, 5)) && encryption.open(box, context) !== '',
  ).length;
};

beforeAll(async () => {
  first = await startTestApp({ encryptionKey: old });
  const body = { slug: 'acme', name: 'Acme' };
  await first.request('POST', '/api/v1/organizations', { token: first.platformToken, body });
  const { rows } = await first.pool.query<{ id: string }>('select id from organization');
  organizationId = rows[0]?.id ?? '';
  expect((await call(first, 'PUT', '/lcvista', connection)).status).toBe(200);
  const webhook = { url: 'https://lms.example.com/hook', events: ['member.enrolled'] };
  for (let at = 0; at < 3; at += 1) expect((await call(first, 'POST', '/webhooks', webhook)).status).toBe(201);
});

afterAll(() => first.stop());

describe('a change of the encryption key', () => {
  it('knows every column that holds something sealed', async () => {
    const { rows } = await first.pool.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and data_type = 'bytea' and column_name like '%sealed%' order by 1`,
    );
    const known = sealedColumns.map(({ table, column }) => `${table}.${column}`);
    expect(rows.map(({ name }) => name)).toEqual(known.toSorted());
  });

  it('refuses to start with a key that opens nothing, in one line that names the variable', async () => {
    const wrong = checkSealedSecrets(first.database.url, new Encryption(current));
    await expect(wrong).rejects.toThrow(ConfigError);
    await expect(wrong).rejects.toThrow(/^ENCRYPTION_KEY does not open 4 secrets in the database; [^\n]+$/);
    await checkSealedSecrets(first.database.url, new Encryption(old));
    await checkSealedSecrets(first.database.url, new Encryption(current, [old]));
  });

  it('seals everything anew while both keys are at hand, and then the old one is not needed', async () => {
    expect(await openedBy(old)).toBe(4);
    await withApp(await start(current, [old]), async (app) => {
      const secrets = app.app.get(SealedSecrets);
      expect(await secrets.count()).toEqual({ current: 0, former: 4, unknown: 0 });
      expect(await secrets.sealAnew(never)).toBe(4);
      expect(await secrets.count()).toEqual({ current: 4, former: 0, unknown: 0 });
      expect(await secrets.sealAnew(never)).toBe(0);
      const { text } = await app.request('GET', '/metrics');
      expect(text).toContain('muster_sealed_secrets{key="current"} 4\n');
      const audit = await app.request('GET', '/api/v1/audit-events?kind=encryption-key', { token: app.platformToken });
      expect(audit.body.items).toMatchObject([{ actor: 'sealed-secrets', after: { secrets: 4 } }]);
    });
    expect(await openedBy(current)).toBe(4);
    const keys = (await boxes()).map(({ box, context }) => new Encryption(current).open(box, context));
    expect(keys).toContain(apiKey);
    await checkSealedSecrets(first.database.url, new Encryption(current));
  });

  it('leaves a secret alone that somebody sets at the same moment', async () => {
    await withApp(await start(old, [current]), async (app) => {
      const secrets = app.app.get(SealedSecrets);
      const again = call(app, 'PUT', '/lcvista', { ...connection, apiKey: 'n'.repeat(40) });
      const [, answer] = await Promise.all([secrets.sealAnew(never), again]);
      expect(answer.status).toBe(200);
      await secrets.sealAnew(never);
    });
    expect(await openedBy(old)).toBe(4);
    const opened = (await boxes()).map(({ box, context }) => new Encryption(old).open(box, context));
    expect(opened).toContain('n'.repeat(40));
  });

  it('with the old key lost: says so where the secret is needed, until it is set again', async () => {
    await withApp(await start(current), async (app) => {
      const secrets = app.app.get(SealedSecrets);
      expect([await secrets.sealAnew(never), await secrets.count()]).toEqual([
        0,
        { current: 0, former: 0, unknown: 4 },
      ]);
      const check = await call(app, 'POST', '/lcvista/check');
      expect(check).toMatchObject({ status: 400, body: { errors: [{ field: 'apiKey' }] } });
      const { body: asked } = await call(app, 'POST', '/sync-runs', {});
      await app.app.get(SyncRunner).execute(organizationId, asked.id as string, never);
      const { body: run } = await call(app, 'GET', `/sync-runs/${asked.id}`);
      expect(run).toMatchObject({ status: 'failed', error: { code: 'connection-not-usable' } });
      expect(run.error.message).toBe('apiKey was sealed with an encryption key that is lost; set it again');
      await call(app, 'PUT', '/lcvista', connection);
      expect(await secrets.count()).toEqual({ current: 1, former: 0, unknown: 3 });
    });
    await expect(checkSealedSecrets(first.database.url, new Encryption(current))).rejects.toThrow('3 secrets');
  });
});
