import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { MailHouse } from '../../digest/mail-house.js';
import { type RunningService, startService } from '../../process/running-service.js';
import { type Answer, request, type RequestOptions } from '../../support/http-client.js';
import { SecretTrail } from '../../support/secret-trail.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { TestIssuer } from '../../support/test-issuer.js';
import { type Firm, populate, until } from '../hostile/populate.js';
import { reportFigures } from '../report-figures.js';

const secret = (): string => randomBytes(20).toString('hex');

/** Long enough to be told from anything else, and typed by a person into the wrong place. */
const mailPassword = `mail-${secret()}`;
const databasePassword = `database-${secret()}`;
const platformToken = `platform-${secret()}`;
const encryptionKey = randomBytes(32);

let database: TestDatabase;
let pool: pg.Pool;
let site: StandInLcvista;
let issuer: TestIssuer;
let mail: MailHouse;
let service: RunningService;
let firm: Firm;
let claimToken: string;
let answers = 0;
const trail = new SecretTrail();

/** Every answer is looked through, and what it shows for the first time is remembered. */
function seen(sent: unknown, answer: Answer): void {
  answers += 1;
  trail.learn(sent);
  trail.refuseIn(`${JSON.stringify([...answer.headers])}${answer.text}`, `an answer of ${answer.status}`);
  trail.learn(answer.body);
}

async function send(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
  const answer = await request(service.url, method, path, { token: platformToken, ...options });
  seen(options.body, answer);
  return answer;
}

const ofFirm = (path: string): string => `/api/v1/organizations/acme/${path}`;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  site = await StandInLcvista.start({ apiKey: secret() });
  issuer = await TestIssuer.start();
  mail = await MailHouse.open({ onAuth: (_, __, refuse) => refuse(new Error('no such user')) });
  const address = new URL(database.url);
  // The server trusts everybody on loopback; whoever connects may say what it likes.
  address.password = databasePassword;
  const hosts = [site.host, issuer.host].join(',');
  service = await startService([process.execPath, 'dist-test/src/main.js'], {
    NODE_ENV: 'production',
    DATABASE_URL: address.href,
    PLATFORM_TOKEN: platformToken,
    ENCRYPTION_KEY: encryptionKey.toString('base64'),
    SMTP_URL: mail.url.replace('smtp://', `smtp://muster:${mailPassword}@`),
    SMTP_FROM: 'muster@example.com',
    LCVISTA_ALLOWED_HOSTS: hosts,
    WEBHOOK_ALLOWED_HOSTS: hosts,
    SIGN_IN_ALLOWED_HOSTS: hosts,
    LOG_LEVEL: 'trace',
  });
  trail.add('the platform token', platformToken);
  trail.add('the password of the mail server', mailPassword);
  trail.add('the password of the database', databasePassword);
  trail.add("LCVista's key", site.apiKey);
  trail.addKey('the encryption key', encryptionKey);
  const body = { name: 'login', scope: 'claim', environment: 'production' };
  claimToken = (await send('POST', '/api/v1/tokens', { body })).body.token as string;
  firm = await populate({ url: service.url, platformToken, claimToken, onAnswer: seen }, 'acme', 'people', site);
}, 60_000);

afterAll(async () => {
  service.process.kill('SIGKILL');
  await service.ended();
  await pool.end();
  await site.stop();
  await issuer.stop();
  await mail.close();
  await database.drop();
});

describe('every secret, once it was shown', () => {
  it('is used in the right places and appears in no other answer', async () => {
    const client = firm.ids['oauth-clients']?.[0] ?? '';
    const { clientId } = (await send('GET', ofFirm('oauth-clients'))).body.items[0] as { clientId: string };
    const added = (await send('POST', ofFirm(`oauth-clients/${client}/secrets`), { body: {} })).body;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: added.secret as string,
    });
    const formType = { 'content-type': 'application/x-www-form-urlencoded' };
    const granted = await send('POST', '/oauth/token', { token: undefined, body: form.toString(), headers: formType });
    expect(granted.status).toBe(200);
    expect((await send('GET', '/scim/v2/acme/Users', { token: granted.body.access_token as string })).status).toBe(200);
    const tokens = firm.ids['tokens']?.[0] ?? '';
    expect((await send('POST', ofFirm(`tokens/${tokens}/rotate`), { body: { overlapSeconds: 60 } })).status).toBe(201);
    const identity = { issuer: issuer.url, subject: 'entra', audience: 'muster' };
    await send('PUT', ofFirm('workload-identity'), { body: identity });
    const assertion = await issuer.sign({ sub: 'entra', aud: 'muster' });
    const asserted = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    const byAssertion = await send('POST', '/oauth/token', {
      token: undefined,
      body: asserted.toString(),
      headers: formType,
    });
    expect(byAssertion.status).toBe(200);
    await send('PATCH', '/api/v1/organizations/acme', { body: { signIn: { issuer: issuer.url, audience: 'lms' } } });
    const idToken = await issuer.sign({ sub: 'anna', aud: 'lms', email: 'people4@acme.com', name: 'Anna' });
    const claimed = await send('POST', '/api/v1/claims', {
      token: claimToken,
      body: { idToken, organization: 'acme' },
    });
    expect(claimed.status).toBe(201);
  });

  it('is not repeated to whoever puts it in the wrong place', async () => {
    const { admin, scim, viewer } = firm;
    const wrong: [string, string, RequestOptions, number][] = [
      ['GET', `/api/v1/organizations?access_token=${admin}`, {}, 400],
      ['GET', `/api/v1/organizations/${admin}`, {}, 404],
      ['GET', ofFirm(`members?cursor=${admin}`), {}, 400],
      ['GET', ofFirm(`members/${admin}`), {}, 404],
      ['GET', ofFirm(`audit-events?kind=${admin}`), {}, 400],
      ['GET', ofFirm('members?sort=x'), { headers: { 'x-api-key': admin } }, 400],
      ['POST', ofFirm('tokens'), { body: { name: '', scope: 'admin', token: viewer } }, 400],
      ['POST', ofFirm('tokens'), { body: `{"token": "${viewer}", ` }, 400],
      ['PUT', ofFirm('lcvista'), { body: { siteUrl: 'https://evil.example', apiKey: secret() } }, 400],
      ['PUT', ofFirm('lcvista'), { body: { siteUrl: site.url, apiKey: `${secret()} ä` } }, 400],
      ['PUT', ofFirm('lcvista'), { body: { siteUrl: `http://x:${mailPassword}@${site.host}` } }, 400],
      ['POST', ofFirm('webhooks'), { body: { url: `https://x:${databasePassword}@example.com/` } }, 400],
      [
        'POST',
        '/api/v1/claims',
        { token: claimToken, body: { idToken: `${secret()}.x.y`, organization: 'acme' } },
        401,
      ],
      ['POST', '/api/v1/claims', { token: claimToken, body: { idToken: 7, organization: 'acme' } }, 400],
      ['GET', '/scim/v2/acme/Users', { token: admin }, 403],
      ['GET', ofFirm('overview'), { token: scim }, 403],
      ['GET', ofFirm('overview'), { token: `${admin.slice(0, -6)}AAAAAA` }, 401],
      ['GET', '/scim/v2/acme/Users', { token: firm.secrets[4] ?? '' }, 401],
      ['POST', '/scim/v2/acme/Users', { token: scim, body: { userName: 'p@acme.com', password: secret() } }, 201],
      ['POST', '/scim/v2/acme/Users', { token: scim, body: { userName: '', password: secret() } }, 400],
      ['GET', `/scim/v2/acme/Users?filter=password+eq+%22${mailPassword}%22`, { token: scim }, 400],
    ];
    const found: unknown[] = [];
    for (const [method, path, options] of wrong) found.push((await send(method, path, options)).status);
    expect(found).toEqual(wrong.map(([, , , status]) => status));
    const [user] = (await send('GET', '/scim/v2/acme/Users?filter=userName+eq+%22p@acme.com%22', { token: scim })).body
      .Resources as { id: string }[];
    const password = secret();
    trail.add('a password', password);
    const value = { op: 'replace', path: 'password', value: password };
    await send('PATCH', `/scim/v2/acme/Users/${user?.id}`, { token: scim, body: { Operations: [value] } });
    const patch = {
      method: 'PATCH',
      path: `/Users/${user?.id}`,
      data: { Operations: [{ op: 'add', value: { password } }] },
    };
    await send('POST', '/scim/v2/acme/Bulk', { token: scim, body: { Operations: [patch] } });
  });

  it('is not told of when things go wrong', async () => {
    site.apiKey = secret();
    const run = await send('POST', ofFirm('sync-runs'), { body: { force: true } });
    await until(async () => (await send('GET', ofFirm(`sync-runs/${run.body.id}`))).body.status === 'failed');
    expect((await send('POST', ofFirm('lcvista/check'))).body.ok).toBe(false);
    await pool.query('alter table member rename to hidden');
    const fault = await send('GET', ofFirm('members'));
    await pool.query('alter table hidden rename to member');
    expect(fault.status).toBe(500);
    await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await until(async () => (await send('GET', '/health/ready')).status === 200);
    await pool.query(
      `insert into digest (organization_id, week, created_at, recipients, subject, text, html, counts, people, send_at)
       select id, '2026-W02', now(), '{ann@acme.com}', 's', 't', 'h', '[]', '[]', now() from organization`,
    );
    await until(async () => (await send('GET', ofFirm('digests'))).body.items[0]?.status !== 'pending').catch(
      () => undefined,
    );
  });

  it('is in no list, table or metric', async () => {
    const lists = [
      'tokens',
      'oauth-clients',
      'members',
      'mappings',
      'unmapped',
      'audit-events',
      'provisioning-events',
      'webhooks',
      'sync-runs',
      `sync-runs/${firm.ids['sync-runs']?.[0]}/changes`,
      `webhooks/${firm.ids['webhooks']?.[0]}/deliveries`,
      'lcvista',
      'entra-setup',
      'digest',
    ];
    for (const list of lists) {
      expect([list, (await send('GET', ofFirm(list))).status]).toEqual([list, 200]);
      await send('GET', ofFirm(list), { headers: { accept: 'text/csv' } });
    }
    expect((await send('GET', '/metrics')).status).toBe(200);
    expect((await send('GET', '/api/v1/audit-events')).status).toBe(200);
  });

  it('is in no line of the log and in no row of the database, in no encoding', async () => {
    service.process.kill('SIGTERM');
    expect(await service.ended()).toBe(0);
    expect(service.output()).toContain('"status":500');
    expect(trail.size).toBeGreaterThan(15);
    trail.refuseIn(service.output(), 'the log');
    await trail.refuseInDatabase(pool, true);
    reportFigures('secrets', { secrets: trail.size, answers, 'lines of the log': service.output().split('\n').length });
  });
});

describe('the search itself', () => {
  it.each([
    ['as it is', (text: string) => text],
    ['in base64', (text: string) => Buffer.from(text).toString('base64')],
    ['in base64url', (text: string) => Buffer.from(text).toString('base64url')],
    ['in hex', (text: string) => Buffer.from(text).toString('hex')],
    ['percent-encoded', encodeURIComponent],
    ['in JSON', (text: string) => JSON.stringify({ text })],
  ])('finds a secret %s, in texts and in rows', async (_, written) => {
    const own = new SecretTrail();
    const key = 'p"w/+ä-0123456789';
    own.add('a key', key);
    expect(() => own.refuseIn(`before ${written(key)} after`, 'a text')).toThrow('a text shows a key');
    const scratch = await createTestDatabase();
    const rows = new pg.Pool({ connectionString: scratch.url, max: 1 });
    try {
      await own.refuseInDatabase(rows);
      await rows.query(`create table scratch (a text, b jsonb, c bytea)`);
      await rows.query(`insert into scratch values ('x', '{}', convert_to($1, 'UTF8'))`, [written(key)]);
      await expect(own.refuseInDatabase(rows)).rejects.toThrow('a row of public.scratch shows a key');
      await rows.query(`update scratch set a = $1, c = ''`, [written(key)]);
      await expect(own.refuseInDatabase(rows)).rejects.toThrow('a row of public.scratch shows a key');
    } finally {
      await rows.end();
      await scratch.drop();
    }
  });
});
