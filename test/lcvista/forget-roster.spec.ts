import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Database } from '../../src/database/database.js';
import { RosterRepository } from '../../src/lcvista/catalog/roster.repository.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const organizationId = randomUUID();
const run = randomUUID();
let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.stop());

afterEach(() => app.pool.query('truncate roster_person, roster_assignment'));

async function stage(runId: string, people: number, name = 'x'): Promise<void> {
  await app.pool.query(
    `insert into roster_person (organization_id, run_id, epoch, id, first_name, is_active)
     select $1, $2, 1, n, $4, true from generate_series(1, $3::int) as n`,
    [organizationId, runId, people, name],
  );
  await app.pool.query(
    `insert into roster_assignment (organization_id, run_id, epoch, person_id)
     select $1, $2, 1, n from generate_series(1, $3::int) as n`,
    [organizationId, runId, people],
  );
}

function clear(): Promise<void> {
  return app.app.get(RosterRepository).clear(app.app.get(Database).tenant(organizationId), run);
}

/** What is left, and whether the files are the same. */
async function left(): Promise<{ people: number; assignments: number; files: string }> {
  const { rows } = await app.pool.query(
    `select (select count(*)::int from roster_person) as people, (select count(*)::int from roster_assignment) as assignments,
       pg_relation_filenode('roster_person') || ' ' || pg_relation_filenode('roster_assignment') as files`,
  );
  return rows[0];
}

const large = { people: 9_000, name: 'x'.repeat(900) };

describe('forgetting what a run has read', () => {
  it('empties the files when there is much, and nothing else', async () => {
    await stage(run, large.people, large.name);
    const before = await left();
    await clear();
    const after = await left();
    expect(after).toMatchObject({ people: 0, assignments: 0 });
    expect(after.files).not.toBe(before.files);
  });

  it('deletes rows when there is little', async () => {
    await stage(run, 10);
    const before = await left();
    await clear();
    expect(await left()).toEqual({ people: 0, assignments: 0, files: before.files });
  });

  it.each(['00000000-0000-7000-8000-000000000000', 'ffffffff-ffff-7fff-bfff-ffffffffffff'])(
    'leaves what another run has read: %s',
    async (other) => {
      await stage(run, large.people, large.name);
      await stage(other, 3);
      const before = await left();
      await clear();
      expect(await left()).toEqual({ people: 3, assignments: 3, files: before.files });
    },
  );

  it('waits for nobody who is reading or writing, and leaves what is being written', async () => {
    await stage(run, large.people, large.name);
    const before = await left();
    const somebody = await app.pool.connect();
    try {
      await somebody.query('begin');
      await somebody.query(
        `insert into roster_assignment (organization_id, run_id, epoch, person_id) values ($1, $2, 1, 'late')`,
        [organizationId, randomUUID()],
      );
      await clear();
      await somebody.query('commit');
    } finally {
      somebody.release();
    }
    expect(await left()).toEqual({ people: 0, assignments: 1, files: before.files });
  });

  it('holds up nobody once it is clear that others have rows', async () => {
    await stage(run, large.people, large.name);
    await stage(randomUUID(), 3);
    const client = await app.pool.connect();
    try {
      await client.query('begin');
      await client.query('select forget_roster($1, $2)', [organizationId, run]);
      const { rows } = await client.query(
        `select mode from pg_locks where pid = pg_backend_pid() and mode = 'AccessExclusiveLock'
           and relation in ('roster_person'::regclass, 'roster_assignment'::regclass)`,
      );
      expect(rows).toEqual([]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
