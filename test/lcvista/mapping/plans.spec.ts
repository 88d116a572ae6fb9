import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ApplyPlanRepository } from '../../../src/lcvista/mapping/apply-plan.repository.js';
import { MappingPlanRepository } from '../../../src/lcvista/mapping/mapping-plan.repository.js';
import { refreshReasons } from '../../../src/lcvista/mapping/refresh-reasons.js';
import { RemappingRepository } from '../../../src/lcvista/remapping/remapping.repository.js';
import { SuggestionRepository } from '../../../src/lcvista/review/suggestion.repository.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { type Measured, MeasuringScope } from '../../support/measuring-scope.js';

/** Enough that PostgreSQL would rather use an index than read all, and that comparing each with each shows. */
const many = 8_000;
const few = 50;

const insertMembers = `
  with people as (
    select n, gen_random_uuid() as user_id from generate_series(1, $2::int) n
  ), profile as (
    insert into user_profile (id, environment, issuer, subject, display_name, login_email, login_email_key)
    select user_id, 'production', $1::uuid::text, n::text, 'P', 'p@x.test', 'p@x.test' from people
    returning id
  )
  insert into member (organization_id, user_name, user_name_key, name, name_key, email, email_key, email_keys, user_id,
    claimed_at, resource, compare)
  select $1, 'u' || n, 'u' || n, 'Name ' || n, 'name ' || n, 'p' || n || '@x.test', 'p' || n || '@x.test',
         array['p' || n || '@x.test'], user_id, now(), '{}', '{}'
    from people`;

/** Everybody is on the site; one in ten has another address there, and one in twenty shares one. */
const insertPeople = `
  insert into roster_person (organization_id, run_id, epoch, id, username, email, email_key, first_name, last_name, is_active)
  select $1, $2, 1, n, 'u', address, address, 'F', 'L', true
    from (select n, 'p' || case when n % 10 = 0 then -n when n % 20 = 1 then n + 1 else n end || '@x.test' as address
            from generate_series(1, $3::int) n) people`;

const insertAssignments = `
  insert into roster_assignment (organization_id, run_id, epoch, person_id)
  select $1, $2, 1, n from generate_series(1, $3::int) n`;

let database: TestDatabase;
let pool: pg.Pool;
const first = randomUUID();
const large = randomUUID();
const small = randomUUID();

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  // Dropping the database may still meet a connection that is just closing.
  pool.on('error', () => undefined);
  for (const [id, size, slug] of [
    [first, many, 'first'],
    [large, many, 'large'],
    [small, few, 'small'],
  ] as const) {
    await pool.query(
      `insert into organization (id, slug, name, environment, timezone, sync_time) values ($1, $2, 'O', 'production', 'UTC', '06:00')`,
      [id, slug],
    );
    await pool.query(insertMembers, [id, size]);
  }
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function within<Result>(
  organizationId: string,
  work: (scope: MeasuringScope) => Promise<Result>,
  before?: () => Promise<unknown>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(new MeasuringScope(organizationId, client, before));
    await client.query('commit');
    return result;
  } finally {
    // A connection whose transaction failed is of no use to the next test.
    client.release(true);
  }
}

/** Reads the site, as if, and carries the run out. Readings stay, as those of other firms do meanwhile. */
async function run(
  organizationId: string,
  people: number,
  before?: () => Promise<unknown>,
): Promise<readonly Measured[]> {
  const runId = randomUUID();
  await pool.query(
    `insert into sync_run (organization_id, id, trigger, requested_by) values ($1, $2, 'manual', 'test')`,
    [organizationId, runId],
  );
  await pool.query(insertPeople, [organizationId, runId, people]);
  await pool.query(insertAssignments, [organizationId, runId, people]);
  await pool.query('vacuum analyze');
  return within(
    organizationId,
    async (scope) => {
      const plans = new MappingPlanRepository();
      const { counts } = await plans.prepare(scope, { runId, epoch: 1, everyoneAssigned: false });
      expect(String(counts.people)).toBe(String(people));
      await plans.recordChanges(scope, runId);
      await new ApplyPlanRepository().apply(scope, { runId, at: new Date(), localDate: '2026-01-01' });
      await scope.query(`update sync_run set status = 'succeeded' where organization_id = $1 and id = $2`, [runId]);
      return scope.measured;
    },
    before,
  );
}

/** As PostgreSQL does by itself, at any moment: what a transaction has written so far does not count. */
function takeStock(): Promise<unknown> {
  return pool.query('analyze (skip_locked) lcvista_user, mapping');
}

/** Statements that look at more rows than so many for each of the firm's; comparing fifty with fifty, twice, is cheap. */
function dear(measured: readonly Measured[], size: number): readonly Measured[] {
  return measured.filter(({ rows }) => rows > 40 * size + 2 * few * few);
}

const stored = ['member', 'lcvista_user', 'mapping', 'roster_person', 'roster_assignment', 'sync_change'];

/** Statements that read a table from end to end in which other firms' rows are. */
function endToEnd(measured: readonly Measured[]): readonly Measured[] {
  return measured.filter(({ scanned }) => scanned.some((table) => stored.includes(table)));
}

describe('a run', () => {
  it('of the first firm is no dearer when stock is taken of the tables meanwhile', async () => {
    const measured = await run(first, many, takeStock);
    expect(measured.length).toBeGreaterThan(15);
    expect(dear(measured, many)).toEqual([]);
  });

  it('of a large firm costs so much for each of its people: the first time, again, and when half of them leave', async () => {
    for (const people of [many, many, many / 2]) {
      const measured = await run(large, people);
      expect(measured.length).toBeGreaterThan(15);
      expect(dear(measured, many)).toEqual([]);
    }
    await run(large, many);
  });

  it('of a small firm beside it costs what the small one has: no table is read from end to end', async () => {
    for (const people of [few, few, few / 2, few]) {
      const measured = await run(small, people);
      expect(endToEnd(measured)).toEqual([]);
      // Fewer than the large firm has, so that nobody looks at those.
      expect(dear(measured, few)).toEqual([]);
    }
  });
});

describe('a change by hand, and looking for somebody', () => {
  const find = `select id from member where organization_id = $1 and email_key = $2`;

  it('would be told of if no index helped', async () => {
    const measured = await within(large, async (scope) => {
      await scope.query(`select id from member where organization_id = $1 and resource <> '{}'`);
      return scope.measured;
    });
    expect(endToEnd(measured)).toHaveLength(1);
  });

  it('can go by index; among thousands PostgreSQL may still rather read all', async () => {
    const { rows } = await pool.query<{ id: string }>(find, [large, 'p20@x.test']);
    const pair = { memberId: rows[0]?.id ?? '', lcvistaUserId: '10', reason: 'r' };
    const by = { by: 'test', at: new Date() };
    const measured = await within(large, async (scope) => {
      await scope.query(`select set_config('enable_seqscan', 'off', true), $1::uuid`);
      const remappings = new RemappingRepository();
      await remappings.findFacts(scope, [{ ...pair, emailKey: null }]);
      await remappings.endStanding(scope, [pair], by);
      await remappings.insert(scope, [pair], by);
      await remappings.endOfClaim(scope, pair.memberId, 'r', by);
      await refreshReasons(scope, { memberIds: [pair.memberId], lcvistaUserIds: [pair.lcvistaUserId] }, by.at);
      await new SuggestionRepository().findRelated(scope, [{ lcvistaUserId: '30', emailKey: 'p-30@x.test' }]);
      return scope.measured;
    });
    expect(measured.length).toBe(7);
    expect(endToEnd(measured)).toEqual([]);
    expect(measured.filter(({ rows }) => rows > 3 * many)).toEqual([]);
  });
});
