import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

const acme = '/api/v1/organizations/acme';

describe('web processes without the scheduler, beside a worker', () => {
  let site: StandInLcvista;
  let web: TestApp;
  let worker: TestApp | undefined;

  const start = (scheduler: string, beside?: TestApp): Promise<TestApp> =>
    startTestApp({
      env: { SCHEDULER: scheduler, LCVISTA_ALLOWED_HOSTS: site.host },
      ...(beside === undefined ? {} : { database: beside.database, encryptionKey: beside.encryptionKey }),
    });

  beforeAll(async () => {
    site = await StandInLcvista.start({ apiKey: 'a'.repeat(40) });
    site.addCatalog('LumiQ', [3]);
    web = await start('off');
    const token = web.platformToken;
    await web.request('POST', '/api/v1/organizations', { token, body: { slug: 'acme', name: 'Acme' } });
    const body = { siteUrl: site.url, apiKey: site.apiKey, catalog: 'LumiQ' };
    await web.request('PUT', `${acme}/lcvista`, { token, body });
  });

  afterAll(async () => {
    await worker?.stop();
    await web.stop();
    await site.stop();
  });

  async function requestRun(): Promise<string> {
    const answer = await web.request('POST', `${acme}/sync-runs`, { token: web.platformToken, body: {} });
    expect(answer.status).toBe(202);
    return answer.body.id;
  }

  async function statusOf(run: string): Promise<string> {
    return (await web.request('GET', `${acme}/sync-runs/${run}`, { token: web.platformToken })).body.status;
  }

  async function workers(): Promise<number> {
    const { rows } = await web.pool.query(`select from job_process`);
    return rows.length;
  }

  it('do no work of their own: a run waits until there is a worker', async () => {
    const run = await requestRun();
    // A morning is due as well, and longer than a round of the duties passes.
    await web.pool.query(`update lcvista_connection set next_sync_at = now() - interval '2 days'`);
    await wait(6_000);
    expect([await statusOf(run), await workers(), site.requests]).toEqual(['queued', 0, 0]);
    const { rows } = await web.pool.query(`select from sync_run where trigger = 'schedule'`);
    expect(rows).toEqual([]);
    worker = await start('on', web);
    await until('the worker has done it', async () => (await statusOf(run)) === 'succeeded');
    await until('the morning is made up', async () => {
      const made = await web.pool.query(`select from sync_run where trigger = 'schedule' and status = 'succeeded'`);
      return made.rows.length === 1;
    });
    expect(await workers()).toBe(1);
  }, 40_000);

  it('queue what the worker then does at once', async () => {
    const run = await requestRun();
    await until('the worker has done it', async () => (await statusOf(run)) === 'succeeded');
  });

  it('tell the worker of a revocation within a second', async () => {
    const token = web.platformToken;
    const body = { name: 'Gone soon', scope: 'admin' };
    const made = (await web.request('POST', `${acme}/tokens`, { token, body })).body;
    const asWorker = async (): Promise<number> =>
      (await worker!.request('GET', `${acme}/members`, { token: made.token })).status;
    expect(await asWorker()).toBe(200);
    expect((await web.request('DELETE', `${acme}/tokens/${made.id}`, { token })).status).toBe(204);
    await wait(1_000);
    expect(await asWorker()).toBe(401);
  });
});
