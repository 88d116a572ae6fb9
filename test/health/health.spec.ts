import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ byHand: ['runs', 'secrets'] });
});

afterAll(() => app.stop());

const metric = async (name: string): Promise<string | undefined> => {
  const { text } = await app.request('GET', '/metrics');
  return text.split('\n').find((line) => line.startsWith(name));
};

describe('probes', () => {
  it('lives', async () => {
    expect(await app.request('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('is ready when database, migrations and job queue are', async () => {
    const { status, body } = await app.request('GET', '/health/ready');
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      checks: {
        database: { ok: true, detail: 'answers' },
        migrations: { ok: true, detail: expect.stringMatching(/^all \d+ have run$/) },
        jobQueue: { ok: true, detail: expect.stringContaining('0 waiting') },
      },
    });
  });

  it('is not ready while a migration has not run', async () => {
    await app.pool.query(`update schema_migration set name = 'hidden' where name like 'CreateTally%'`);
    const { status, body } = await app.request('GET', '/health/ready');
    await app.pool.query(`update schema_migration set name = 'CreateTally1764000003000' where name = 'hidden'`);
    expect(status).toBe(503);
    expect(body.checks.migrations).toEqual({ ok: false, detail: 'not yet: CreateTally1764000003000' });
    expect(body.checks.database.ok).toBe(true);
  });

  it('is not ready without a job queue', async () => {
    await app.pool.query('alter schema graphile_worker rename to hidden');
    const { status, body } = await app.request('GET', '/health/ready');
    await app.pool.query('alter schema hidden rename to graphile_worker');
    expect(status).toBe(503);
    expect(body.checks.jobQueue).toEqual({ ok: false, detail: 'has not been set up' });
  });
});

describe('metrics', () => {
  it('tells of stale organizations, runs and shares', async () => {
    await app.pool.query(`
      with acme as (
        insert into organization (slug, name, environment, timezone, sync_time)
        values ('acme', 'Acme', 'production', 'UTC', '06:00') returning id
      ), connection as (
        insert into lcvista_connection (organization_id, site_url, api_key_sealed, api_key_last4, catalog, assignment,
          shrink_limit_percent, next_sync_at, connected_at)
        select id, 'https://a.lcvista.com', '\\x00', '1234', 'LumiQ', 'groups', 20, now(), now() - interval '3 days'
        from acme
      ), run as (
        insert into sync_run (organization_id, trigger, status, requested_by, finished_at)
        select id, 'manual', 'succeeded', 'test', now() - interval '27 hours' from acme
        union all select id, 'manual', 'failed', 'test', now() - interval '1 hour' from acme
      )
      insert into mapped_share select id, current_date, 10, 9 from acme`);
    const { status, text, headers } = await app.request('GET', '/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/plain');
    for (const line of [
      'muster_organizations_stale 1',
      'muster_organizations{environment="production"} 1',
      'muster_sync_runs_last_day{status="failed"} 1',
      'muster_sync_runs_last_day{status="succeeded"} 0',
      'muster_organizations_by_mapped_percent{percent="90-99"} 1',
      'muster_queue_jobs{state="waiting"} 0',
      'muster_database_up 1',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
    expect(text).toMatch(/^muster_database_pool_connections\{state="idle"\} \d/m);
  });

  it('counts requests by route and status, never by address', async () => {
    await app.request('GET', '/api/v1/organizations/acme/members?q=jane', { token: app.platformToken });
    const route = '/api/v1/organizations/:slug/members';
    const labels = `method="GET",route="${route}",status="200"`;
    expect(await metric(`muster_http_request_duration_seconds_count{${labels}}`)).toMatch(/ 1$/);
    expect((await app.request('GET', '/metrics')).text).not.toContain('jane');
  });
});
