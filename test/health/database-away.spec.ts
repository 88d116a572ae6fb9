import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DomainError } from '../../src/common/domain-error.js';
import { ProbeRepository } from '../../src/health/probe.repository.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const away = (): Promise<never> =>
  Promise.reject(new DomainError('unavailable', 'database-unavailable', 'The database cannot answer right now.'));

describe.each([
  ['a database that cannot answer', 'away', 0],
  ['a question that the database cannot make sense of', 'defect', 1],
])('%s', (_what, kind, up) => {
  let app: TestApp;
  const errors: string[] = [];

  beforeAll(async () => {
    app = await startTestApp({ onLog: (line) => void (JSON.parse(line).level >= 50 && errors.push(line)) });
    if (kind === 'defect') {
      await app.pool.query('alter table schema_migration rename to hidden_migration');
      await app.pool.query('drop view graphile_worker.jobs');
      await app.pool.query('create view graphile_worker.jobs as select 1 as id');
      return;
    }
    Object.assign(app.app.get(ProbeRepository, { strict: false }), { migrations: away, queue: away });
  });

  afterAll(() => app.stop());

  it('is told apart by the metrics', async () => {
    expect((await app.request('GET', '/metrics')).text).toContain(`muster_database_up ${up}\n`);
    expect(errors.filter((line) => line.includes('figures of the metrics'))).toHaveLength(up);
  });

  it('is told apart by the readiness; neither is ready', async () => {
    const { status, body } = await app.request('GET', '/health/ready');
    expect(status).toBe(503);
    expect(body.checks.database.ok).toBe(up === 1);
    expect([body.checks.migrations.ok, body.checks.jobQueue.ok]).toEqual([false, false]);
    expect(errors.filter((line) => line.includes('check of the readiness'))).toHaveLength(2 * up);
  });
});
