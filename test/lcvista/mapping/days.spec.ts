import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { emailKey } from '../../../src/common/email-key.js';
import { dataSourceOptions } from '../../../src/database/data-source-options.js';
import { Database } from '../../../src/database/database.js';
import type { TenantScope } from '../../../src/database/scope.js';
import { RosterRepository } from '../../../src/lcvista/catalog/roster.repository.js';
import { ApplyPlanRepository } from '../../../src/lcvista/mapping/apply-plan.repository.js';
import { decideMapping } from '../../../src/lcvista/mapping/decide-mapping.js';
import { MappingPlanRepository } from '../../../src/lcvista/mapping/mapping-plan.repository.js';
import { RemappingRepository } from '../../../src/lcvista/remapping/remapping.repository.js';
import { settleReviewQueue } from '../../../src/lcvista/review/settle-review-queue.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';
import { type ByHand, type DayEvent, eventKinds, FirmModel } from './firm-model.js';

let testDatabase: TestDatabase;
let dataSource: DataSource;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  dataSource = await new DataSource(dataSourceOptions(testDatabase.url, 4)).initialize();
  database = new Database(dataSource);
});

afterAll(async () => {
  await dataSource.destroy();
  await testDatabase.drop();
});

const plans = new MappingPlanRepository();
const remappings = new RemappingRepository();
const roster = new RosterRepository();

const upsertMembers = `
  with given as (
    select * from jsonb_to_recordset($2::jsonb) as m(id uuid, email text, key text, access text)
  ), profile as (
    insert into user_profile (id, environment, issuer, subject, display_name, login_email, login_email_key)
    select g.id, 'production', 'https://i.test', $1::uuid || ' ' || g.id, 'P', 'p@x.test', 'p@x.test' from given g
    on conflict do nothing
  )
  insert into member (organization_id, id, user_name, user_name_key, name, name_key, email, email_key, active, removed_at,
    user_id, claimed_at, resource, compare)
  select $1, id, id, id, 'M', 'm', email, key, access <> 'removed', case when access = 'removed' then now() end,
         case when access = 'enrolled' then id end, case when access = 'enrolled' then now() end, '{}', '{}'
    from given
  on conflict (organization_id, id) do update
     set email = excluded.email, email_key = excluded.email_key, active = excluded.active,
         removed_at = excluded.removed_at, user_id = excluded.user_id, claimed_at = excluded.claimed_at
   where (member.email, member.access) is distinct from (excluded.email, excluded.access)`;

/** The rows of a firm, which go through the same days as its model. */
class FirmRows {
  private constructor(readonly scope: TenantScope) {}

  static async create(): Promise<FirmRows> {
    const rows = new FirmRows(database.tenant(randomUUID()));
    await rows.scope.query(
      `insert into organization (id, slug, name, environment, timezone, sync_time)
       values ($1, 'o' || $1::uuid, 'O', 'production', 'UTC', '06:00')`,
    );
    return rows;
  }

  /** What the directory and the administrators did, in the model's words. */
  async follow(model: FirmModel, steps: readonly ByHand[]): Promise<void> {
    // The directory's resource says nothing of an address that is blank.
    const members = model.members.map(({ id, email, access }) => {
      const key = emailKey(email);
      return { id, email: key === null ? null : email, key, access };
    });
    await this.scope.query(upsertMembers, [JSON.stringify(members)]);
    const by = { by: 'test', at: new Date() };
    for (const { kind, ...pair } of steps) {
      if (kind === 'map') {
        await remappings.endStanding(this.scope, [{ ...pair, reason: 'r' }], by);
        await remappings.insert(this.scope, [{ ...pair, reason: 'r' }], by);
      } else {
        const [row] = await this.scope.query<{ id: string }>(
          `select id from mapping where organization_id = $1 and member_id = $2 and ended_at is null`,
          [pair.memberId],
        );
        await remappings.endAndBlock(this.scope, row?.id ?? '', 'r', by);
      }
    }
    await this.scope.query(
      `update lcvista_user set ignored_at = case when id = any($2) then now() end,
         ignored_reason = case when id = any($2) then 'r' end
        where organization_id = $1 and (ignored_at is not null) <> (id = any($2))`,
      [[...model.ignored]],
    );
  }

  /** A complete reading, page by page as COPY takes it; the first rows come twice, and what came first was out of date. */
  async read(model: FirmModel): Promise<string> {
    const runId = randomUUID();
    await this.scope.query(
      `insert into sync_run (organization_id, id, trigger, status, requested_by) values ($1, $2, 'manual', 'failed', 't')`,
      [runId],
    );
    const reading = { runId, epoch: 1 };
    const people = model.people.map(({ id, email, isActive }) => {
      return { id, username: `u${id}`, email, firstName: 'F', lastName: 'L', isActive, created: null };
    });
    const stale = people.slice(0, 3).map((person) => ({ ...person, email: 'stale@x.test', isActive: true }));
    const assigned = model.people.filter((person) => person.assigned).map(({ id }) => id);
    await roster.addPeople(this.scope, reading, [...stale, ...people]);
    await roster.addAssignments(this.scope, reading, [...assigned, ...assigned.slice(0, 2), 'nobody']);
    return runId;
  }

  /** @returns what the run would do, or does */
  async run(runId: string, dry: boolean): Promise<unknown> {
    return database.tenantTransaction(this.scope.organizationId, async (inside) => {
      if (!dry) await settleReviewQueue(inside, null);
      const { counts } = await plans.prepare(inside, { runId, epoch: 1, everyoneAssigned: false });
      await plans.recordChanges(inside, runId);
      if (!dry) await new ApplyPlanRepository().apply(inside, { runId, at: new Date(), localDate: '2026-01-01' });
      const changes = await inside.query(
        `select kind, member_id, member_email, lcvista_user_id, lcvista_email, reason from sync_change
          where organization_id = $1 and run_id = $2 order by 1, 2, 4, 6`,
        [runId],
      );
      return { counts, changes };
    });
  }

  async mappings(): Promise<object[]> {
    return this.scope.query<object>(
      `select member_id as "memberId", lcvista_user_id as "lcvistaUserId", origin, flags from mapping
        where organization_id = $1 and ended_at is null`,
    );
  }

  async queue(): Promise<Record<string, string>> {
    const rows = await this.scope.query<{ id: string; reason: string }>(
      `select id, unmapped_reason as reason from lcvista_user where organization_id = $1 and unmapped_reason is not null`,
    );
    return Object.fromEntries(rows.map(({ id, reason }) => [id, reason]));
  }
}

const written = fc.constantFrom<(email: string) => string>(
  (email) => email,
  (email) => email.toUpperCase(),
  (email) => ` ${email}`,
  (email) => `${email} \t`,
  (email) => `${email[0]?.toUpperCase()}${email.slice(1)}`,
);

/** Some of so many addresses, in any writing; now and then none, or nothing but a blank. */
const addressAmong = (many: number): fc.Arbitrary<string | null> =>
  fc.oneof(
    { weight: 20, arbitrary: fc.tuple(fc.nat(many - 1), written).map(([at, write]) => write(`p${at}@x.test`)) },
    { weight: 1, arbitrary: fc.constantFrom(null, ' ') },
  );

const eventAmong = (many: number, kind: fc.Arbitrary<DayEvent['kind']>): fc.Arbitrary<DayEvent> =>
  fc.record({ kind, one: fc.nat(10_000), two: fc.nat(10_000), email: addressAmong(many) });

/** Who is there on the first day, and what happens on each. */
const firmOf = (size: number, days: number): fc.Arbitrary<DayEvent[][]> => {
  const coming = fc.constantFrom<DayEvent['kind']>('person comes', 'member comes');
  const first = fc.array(eventAmong(size, coming), { minLength: size, maxLength: 2 * size });
  const happening = fc.array(eventAmong(size, fc.constantFrom(...eventKinds)), { maxLength: size });
  const other = fc.array(happening, { minLength: days, maxLength: days });
  return fc.tuple(first, happening, other).map(([there, begin, rest]) => [[...there, ...begin], ...rest]);
};

function queueOf(model: FirmModel): Record<string, string> {
  const { outcomes } = decideMapping(model.population());
  return Object.fromEntries(
    [...outcomes].flatMap(([id, outcome]) => ('reason' in outcome ? [[id, outcome.reason]] : [])),
  );
}

async function liveThrough(days: readonly DayEvent[][]): Promise<void> {
  const model = new FirmModel();
  const rows = await FirmRows.create();
  for (const events of days) {
    await rows.follow(model, []);
    for (const event of events) {
      const step = model.live(event);
      if (step !== null || event.kind === 'ignored') await rows.follow(model, step === null ? [] : [step]);
    }
    await rows.follow(model, []);
    const before = [await rows.mappings(), await rows.queue()];
    const dry = await rows.run(await rows.read(model), true);
    expect([await rows.mappings(), await rows.queue()]).toEqual(before);
    expect(await rows.run(await rows.read(model), false)).toEqual(dry);
    model.rememberRead();
    const waiting = queueOf(model);
    model.sync();
    const expected = model.mappings.map(({ memberId, lcvistaUserId, origin, flags }) => {
      return { memberId, lcvistaUserId, origin, flags };
    });
    expect((await rows.mappings()).toSorted(byUser)).toEqual(expected.toSorted(byUser));
    expect(await rows.queue()).toEqual(waiting);
  }
}

function byUser(one: object, other: object): number {
  const [a, b] = [one, other].map((row) => Number((row as { lcvistaUserId: string }).lcvistaUserId));
  return (a ?? 0) - (b ?? 0);
}

describe('day after day, both sides changing in every way', () => {
  it('the rows are what the pure rule says, and each dry run was right: many small firms', async () => {
    await fc.assert(fc.asyncProperty(firmOf(12, 3), liveThrough), { numRuns: 15 });
  }, 60_000);

  it('and firms of hundreds', async () => {
    await fc.assert(fc.asyncProperty(firmOf(250, 2), liveThrough), { numRuns: 2 });
  }, 60_000);
});
