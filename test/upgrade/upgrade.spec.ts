import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { allMigrations } from '../../migrations/all-migrations.js';
import { Encryption } from '../../src/common/encryption.js';
import { runMigrations } from '../../src/database/run-migrations.js';
import { checkSealedSecrets } from '../../src/jobs/sealing/check-sealed-secrets.js';
import { checkInvariants } from '../support/check-invariants.js';
import { startTestApp } from '../support/test-app.js';
import type { TestDatabase } from '../support/test-database.js';
import { createOldDatabase } from './old-database.js';
import { OldProcess } from './old-process.js';
import { recordedRows, recordedStatements, type Release, releases } from './releases.js';

/** With which every record is sealed. */
const encryptionKey = Buffer.alloc(32, 7);

type Row = Readonly<Record<string, unknown>>;

describe.each(releases)('an upgrade from $version', (release: Release) => {
  let database: TestDatabase;
  let pool: pg.Pool;

  beforeEach(async () => {
    database = await createOldDatabase(release);
    pool = new pg.Pool({ connectionString: database.url, max: 2 });
    pool.on('error', () => undefined);
  });

  afterEach(async () => {
    await pool.end();
    await database.drop();
  });

  const laterMigrations = (): string[] =>
    allMigrations
      .map(({ name }) => name)
      .slice(allMigrations.findIndex(({ name }) => name === release.lastMigration) + 1);

  it('starts from a record that is whole: its own statements run on its own schema', async () => {
    expect(recordedStatements(release).length).toBeGreaterThan(100);
    const old = await OldProcess.connect(database.url, release);
    expect(await old.callAll()).toEqual([]);
    await old.end();
  });

  it('leaves every row as it was, breaks no invariant, and the new version opens what the old one sealed', async () => {
    expect(await runMigrations(database.url)).toEqual(laterMigrations());
    const recorded = Object.entries(recordedRows(release));
    expect(recorded.length).toBeGreaterThan(20);
    for (const [table, before] of recorded) {
      const { rows } = await pool.query<{ row: Row }>(`select to_jsonb(t) as row from "${table}" t`);
      const after = rows.map(({ row }) => known(row, before[0] as Row));
      expect({ table, rows: sorted(after) }).toEqual({ table, rows: sorted(before) });
    }
    await checkInvariants(pool);
    await checkSealedSecrets(database.url, new Encryption(encryptionKey));
    const app = await startTestApp({ database, encryptionKey });
    const answer = await app.request('GET', '/api/v1/organizations/acme/members?access=invited,enrolled,removed', {
      token: app.platformToken,
    });
    expect(answer.body.total).toBe(recordedRows(release)['member']?.length);
    await app.stop();
  });

  it('does not disturb the old version, neither while it migrates nor afterwards', async () => {
    const old = await OldProcess.connect(database.url, release);
    expect(await old.callAll()).toEqual([]);
    const faults: string[] = [];
    let calls = 0;
    const migrated = new AbortController();
    const working = (async () => {
      while (!migrated.signal.aborted) {
        faults.push(...(await old.callAll()));
        calls += 1;
      }
    })();
    await runMigrations(database.url);
    migrated.abort();
    await working;
    expect(calls).toBeGreaterThan(0);
    faults.push(...(await old.callAll()));
    const restarted = await OldProcess.connect(database.url, release);
    faults.push(...(await restarted.callAll()));
    expect(faults).toEqual([]);
    await Promise.all([old.end(), restarted.end()]);
  });

  it('holds nobody up who comes while it waits for a long transaction', async () => {
    const long = await pool.connect();
    await long.query('begin; select count(*) from member, mapping, lcvista_user, sync_run, user_profile, organization');
    let migrated = false;
    const migrating = runMigrations(database.url).then(() => (migrated = true));
    const slowest = await slowestLook(pool, 4_000);
    const waited = !migrated;
    await long.query('commit');
    long.release();
    await migrating;
    // When nothing is new, nothing waits.
    expect(waited).toBe(laterMigrations().length > 0);
    expect(slowest).toBeLessThan(3_500);
  });
});

async function slowestLook(pool: pg.Pool, forMs: number): Promise<number> {
  const until = performance.now() + forMs;
  let slowest = 0;
  while (performance.now() < until) {
    const since = performance.now();
    await pool.query('select count(*) from member');
    slowest = Math.max(slowest, performance.now() - since);
  }
  return slowest;
}

/** A row without the columns that its release did not know. */
function known(row: Row, recorded: Row | undefined): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => column in (recorded ?? {})));
}

function sorted(rows: readonly object[]): string[] {
  return rows
    .map((row) => JSON.stringify(Object.entries(row).toSorted(([one], [other]) => one.localeCompare(other))))
    .toSorted();
}
