import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { allMigrations } from '../../migrations/all-migrations.js';
import { dataSourceOptions } from '../../src/database/data-source-options.js';
import { runMigrations } from '../../src/database/run-migrations.js';
import { until } from '../support/until.js';
import { pidOf, somebodyWaitsFor } from '../support/waits-for.js';
import { onServer, withDatabase } from '../support/template-database.js';

const server = process.env['MUSTER_TEST_SERVER_URL'] ?? '';
/** More than a batch. */
const members = 6_000;

/** One of those who signed in, and the last in the order in which members are gone through. */
const somebody = `${members - 2}@acme.example`;

let created = 0;

/** Members of the time before, who signed in with another address: one in three. */
const oldRows = `
  set local session_replication_role = replica;
  insert into organization (slug, name, environment, timezone, sync_time) values ('acme', 'Acme', 'production', 'UTC', '06:00');
  insert into user_profile (id, environment, issuer, subject, display_name, login_email, login_email_key)
    select gen_random_uuid(), 'production', 'https://login.example', n::text, n::text, n || '@home.example', n || '@home.example'
    from generate_series(1, ${members}, 3) n;
  insert into member (organization_id, user_name, user_name_key, name, name_key, email, email_key, email_keys, active,
      resource, compare, user_id, claimed_at)
    select o.id, u, u, u, u, u, u, array[u], true, '{}'::jsonb, '{}'::jsonb, p.id, now()
    from organization o, user_profile p, lateral (select p.subject || '@acme.example' as u) named
    union all
    select o.id, u, u, u, u, u, u, array[u], true, '{}'::jsonb, '{}'::jsonb, null::uuid, null::timestamptz
    from organization o, generate_series(1, ${members}) n, lateral (select n || '@acme.example' as u) named
    where n % 3 <> 1;
  update member set id = 'ffffffff-ffff-4fff-bfff-ffffffffffff' where user_name = '${somebody}'`;

/** What a migration of before has filled in, for those that come later. */
const knownLogins = `
  set session_replication_role = replica;
  update member m set other_login_key = u.login_email_key from user_profile u where u.id = m.user_id`;

describe.each([
  {
    migration: 'IndexLoginAddresses1764000070100',
    index: 'member_other_login_idx',
    before: '',
    done: 'select from member where other_login_key is not null',
  },
  {
    migration: 'FillMemberSearch1764000110100',
    index: 'member_search_keys_idx',
    before: knownLogins,
    done: 'select from member_search',
  },
])('the work of $migration', ({ migration, index, before, done }) => {
  let url: string;
  let name: string;
  let pool: pg.Pool;

  beforeEach(async () => {
    created += 1;
    name = `${process.env['MUSTER_TEST_TEMPLATE']}_login_${process.pid}_${created}`;
    await onServer(server, (client) => client.query(`create database ${name}`));
    url = withDatabase(server, name);
    pool = new pg.Pool({ connectionString: url, max: 4 });
    pool.on('error', () => undefined);
    const at = allMigrations.findIndex((known) => known.name === migration);
    const options = { ...dataSourceOptions(url, 2), migrations: allMigrations.slice(0, at) };
    const dataSource = await new DataSource(options).initialize();
    await dataSource.runMigrations();
    await dataSource.destroy();
    await onServer(url, async (client) => void (await client.query(`begin; ${oldRows}; commit; ${before}`)));
  });

  afterEach(async () => {
    await pool.end();
    await onServer(server, (client) => client.query(`drop database ${name} with (force)`));
  });

  /** Whatever was written meanwhile: each member is found by what it has now, and by the address of the sign-in. */
  async function expectFilled(): Promise<void> {
    const { rows } = await pool.query(`
      select count(*) filter (where other_login_key = split_part(user_name, '@', 1) || '@home.example') as filled,
        count(*) filter (where other_login_key is not null) as "all",
        count(*) filter (where s.text = concat_ws(chr(10), m.search_text, m.other_login_key) and s.access = m.access
          and s.name_key = m.name_key) as searched,
        (select indisvalid from pg_index where indexrelid = 'member_search_keys_idx'::regclass) as valid
      from member m left join member_search s on s.organization_id = m.organization_id and s.member_id = m.id`);
    const logins = String(members / 3);
    expect(rows).toEqual([{ filled: logins, all: logins, searched: String(members), valid: true }]);
  }

  it('is done while others write, however long it waits for a transaction', async () => {
    const long = await pool.connect();
    await long.query(`begin isolation level repeatable read; select count(*) from organization`);
    const migrating = runMigrations(url);
    await until('the index is being built', async () => {
      const { rowCount } = await pool.query(`select from pg_class where relname = $1`, [index]);
      return rowCount === 1;
    });
    const writer = await pool.connect();
    await writer.query(`set lock_timeout = 200`);
    const write = await writer.query(`update member set name = 'Written', name_key = 'written'`);
    writer.release();
    expect(write.rowCount).toBe(members);
    await long.query('commit');
    long.release();
    expect(await migrating).toContain(migration);
    await expectFilled();
  });

  it('is done anew after an attempt that was broken off', async () => {
    const long = await pool.connect();
    await long.query(`begin isolation level repeatable read; select count(*) from organization`);
    const broken = runMigrations(url);
    await until('the index is being built', async () => {
      const { rows } = await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query like '%create index concurrently%' and pid <> pg_backend_pid()
          and wait_event_type = 'Lock'`);
      return rows.length === 1;
    });
    await expect(broken).rejects.toThrow();
    await long.query('commit');
    long.release();
    await runMigrations(url);
    await expectFilled();
  });

  it.each(['committed', 'rolled back'])(
    'waits for what a writer has not yet %s, and keeps what is newer',
    async (end) => {
      const writer = await changeSomebody();
      const migrating = runMigrations(url);
      await until('it waits for the writer', () => somebodyWaitsFor(writer, pool));
      await writer.query(end === 'committed' ? 'commit' : 'rollback');
      writer.release();
      expect(await migrating).toContain(migration);
      await expectFilled();
      const { rows } = await pool.query(`select name_key from member where user_name = $1`, [somebody]);
      expect(rows).toEqual([{ name_key: end === 'committed' ? 'written' : somebody }]);
    },
  );

  it('keeps the address with which somebody signs in meanwhile', async () => {
    const writer = await pool.connect();
    await writer.query('begin');
    await signIn(writer, 'moved@home.example');
    const migrating = runMigrations(url);
    await until('it waits for the writer', () => somebodyWaitsFor(writer, pool));
    await writer.query('commit');
    writer.release();
    expect(await migrating).toContain(migration);
    const { rows } = await pool.query(
      `select other_login_key as login, text from member join member_search
      on member_id = id where user_name = $1`,
      [somebody],
    );
    expect(rows).toEqual([{ login: 'moved@home.example', text: expect.stringMatching(/\nmoved@home.example$/) }]);
    await signIn(pool, `${members - 2}@home.example`);
    await expectFilled();
  });

  it('is gone through again after it was broken off between two batches', async () => {
    const writer = await changeSomebody();
    const broken = runMigrations(url);
    const ended = expect(broken).rejects.toThrow();
    await until('it waits for the writer, and is ended', async () => {
      const { rows } = await pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where pg_blocking_pids(pid) @> array[$1::int]`,
        [await pidOf(writer)],
      );
      return rows.length === 1;
    });
    await ended;
    await writer.query('commit');
    writer.release();
    expect(await doneSoFar()).toBeGreaterThan(0);
    await runMigrations(url);
    await expectFilled();
  });

  /** Beyond what the writer's own change has brought. */
  async function doneSoFar(): Promise<number> {
    return ((await pool.query(done)).rowCount ?? 0) - 1;
  }

  async function changeSomebody(): Promise<pg.PoolClient> {
    const writer = await pool.connect();
    await writer.query('begin');
    await writer.query(`update member set name = 'Written', name_key = 'written' where user_name = $1`, [somebody]);
    return writer;
  }

  it('is done by one of several processes that start at once', async () => {
    const ran = await Promise.all([runMigrations(url), runMigrations(url), runMigrations(url)]);
    expect(ran.flat().filter((name) => name === migration)).toHaveLength(1);
    await expectFilled();
  });
});

/** Somebody signs in with another address. */
async function signIn(client: pg.Pool | pg.PoolClient, address: string): Promise<void> {
  const text = `update user_profile set login_email = $1, login_email_key = $1 where subject = $2`;
  await client.query(text, [address, `${members - 2}`]);
}
