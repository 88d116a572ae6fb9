import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

const runs = '/api/v1/organizations/acme/sync-runs';

describe('the queue when the database refuses for a while', () => {
  let site: StandInLcvista;
  let app: TestApp;
  const errors: string[] = [];
  const waits: string[] = [];

  beforeAll(async () => {
    site = await StandInLcvista.start({ apiKey: 'a'.repeat(40) });
    site.addCatalog('LumiQ', [3]);
    site.addPerson({ email: 'jane@acme.example' });
    app = await startTestApp({
      env: { SCHEDULER: 'on', LCVISTA_ALLOWED_HOSTS: site.host },
      onLog: (line) => {
        const { level, msg } = JSON.parse(line);
        if (level >= 50) errors.push(line);
        if (msg === 'the queue waits for the database') waits.push(line);
      },
    });
    const token = app.platformToken;
    await app.request('POST', '/api/v1/organizations', { token, body: { slug: 'acme', name: 'Acme' } });
    const body = { siteUrl: site.url, apiKey: site.apiKey, catalog: 'LumiQ' };
    await app.request('PUT', '/api/v1/organizations/acme/lcvista', { token, body });
    await app.pool.query(`create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'no room' using errcode = '53100'; end $$`);
  });

  afterAll(async () => {
    await app.stop();
    await site.stop();
  });

  async function ask(): Promise<string> {
    const answer = await app.request('POST', runs, { token: app.platformToken, body: {} });
    expect(answer.status).toBe(202);
    return answer.body.id;
  }

  async function run(id: string): Promise<{ status: string; attempt: number; error: unknown }> {
    const { status, attempt, error } = (await app.request('GET', `${runs}/${id}`, { token: app.platformToken })).body;
    return { status, attempt, error };
  }

  async function workers(): Promise<string[]> {
    const { rows } = await app.pool.query<{ workers: string[] }>('select worker_ids as workers from job_process');
    return rows.flatMap((row) => row.workers);
  }

  it('takes a run up again within seconds, as the same attempt, and calls nobody', async () => {
    await app.pool.query('create trigger refuse before insert on roster_person for each row execute function refuse()');
    const id = await ask();
    await until('the queue has tried', async () => {
      const { rows } = await app.pool.query('select from graphile_worker.jobs where last_error is not null');
      return rows.length === 1;
    });
    expect(await run(id)).toEqual({ status: 'queued', attempt: 1, error: null });
    await app.pool.query('drop trigger refuse on roster_person');
    await until('the run succeeds', async () => (await run(id)).status === 'succeeded');
    expect(await run(id)).toEqual({ status: 'succeeded', attempt: 1, error: null });
    expect(errors).toEqual([]);
  });

  it('replaces a worker that could not say how its job went, and frees the job', async () => {
    const before = await workers();
    const jobs = 'graphile_worker._private_jobs';
    await app.pool.query(`create trigger refuse before delete on ${jobs} for each row execute function refuse()`);
    const id = await ask();
    await until('the run succeeds', async () => (await run(id)).status === 'succeeded');
    // As long as the database refuses, each crew loses a worker and is relieved by another.
    await until('other workers are there', async () => {
      const now = await workers();
      return now.length >= 8 && now.every((worker) => !before.includes(worker));
    });
    await app.pool.query(`drop trigger refuse on ${jobs}`);
    await until('one crew is left', async () => (await workers()).length === 8);
    await until('the job is done', async () => (await app.pool.query(`select from ${jobs}`)).rows.length === 0);
    const next = await ask();
    await until('the next run succeeds', async () => (await run(next)).status === 'succeeded');
    expect(errors).toEqual([]);
  }, 40_000);

  it('forgets the workers of a crew whose names could not be written down', async () => {
    const before = await workers();
    const jobs = 'graphile_worker._private_jobs';
    await app.pool.query(`create function refuse_names() returns trigger language plpgsql as $$
      begin
        if cardinality(new.worker_ids) > 8 then raise exception 'no room' using errcode = '53100'; end if;
        return new;
      end $$`);
    const begun = waits.length;
    await app.pool.query(
      `create trigger refuse_names before update on job_process for each row execute function refuse_names()`,
    );
    await app.pool.query(`create trigger refuse before delete on ${jobs} for each row execute function refuse()`);
    const id = await ask();
    await until('the run succeeds', async () => (await run(id)).status === 'succeeded');
    await until('two crews could not be hired', () => Promise.resolve(waits.length >= begun + 2));
    await app.pool.query(`drop trigger refuse on ${jobs}`);
    await app.pool.query(`drop trigger refuse_names on job_process`);
    await until('one crew is left, a new one', async () => {
      const now = await workers();
      return now.length === 8 && now.every((worker) => !before.includes(worker));
    });
    await until('the job is done', async () => (await app.pool.query(`select from ${jobs}`)).rows.length === 0);
    expect(errors).toEqual([]);
  }, 40_000);
});
