import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Database } from '../../../src/database/database.js';
import { ApplyPlanRepository } from '../../../src/lcvista/mapping/apply-plan.repository.js';
import { decideMapping, type MappingDecision } from '../../../src/lcvista/mapping/decide-mapping.js';
import { decideMemberReason } from '../../../src/lcvista/mapping/decide-member-reason.js';
import { MappingPlanRepository } from '../../../src/lcvista/mapping/mapping-plan.repository.js';
import { memberReasonSql } from '../../../src/lcvista/mapping/member-reason-sql.js';
import type { Population } from '../../../src/lcvista/mapping/population.js';
import { unmappedReasonSql } from '../../../src/lcvista/mapping/unmapped-reason-sql.js';
import { TestDoor } from '../../support/test-door.js';
import { anyPopulation } from './any-population.js';
import { storePopulation, type StoredPopulation } from './store-population.js';

let door: TestDoor;
let database: Database;

beforeAll(async () => {
  door = await TestDoor.open();
  database = door.database;
});

afterAll(() => door.close());

const plans = new MappingPlanRepository();

/** What the set-based plan says, in the form of the pure decision. */
async function planOf(population: Population): Promise<{ standing: unknown[]; outcomes: unknown[] }> {
  const { scope, runId, epoch } = await storePopulation(database, population);
  return database.tenantTransaction(scope.organizationId, async (inside) => {
    await plans.prepare(inside, { runId, epoch, everyoneAssigned: false });
    const standing = await inside.query<object>(
      `select member_id as "memberId", lcvista_user_id as "lcvistaUserId", ended_reason as "endedReason",
              new_flags as "newFlags" from standing_mapping where $1::uuid is not null`,
    );
    const outcomes = await inside.query<{ id: string; memberId: string; reason: string | null }>(
      `select id, member_id as "memberId", reason from outcome where $1::uuid is not null`,
    );
    return { standing: sorted(standing), outcomes: sorted(outcomes.map(outcomeForm)) };
  });
}

function outcomeForm({ id, memberId, reason }: { id: string; memberId: string; reason: string | null }): object {
  return reason === null ? { id, memberId } : { id, reason };
}

function decisionForm({ mappings, outcomes }: MappingDecision): { standing: unknown[]; outcomes: unknown[] } {
  return {
    standing: sorted(
      mappings.map(({ memberId, lcvistaUserId, endedReason, newFlags }) => ({
        memberId,
        lcvistaUserId,
        endedReason,
        newFlags,
      })),
    ),
    outcomes: sorted([...outcomes].map(([id, outcome]) => ({ id, ...outcome }))),
  };
}

function sorted(rows: readonly object[]): object[] {
  return rows.map((row) => ({ ...row })).toSorted((one, other) => compare(JSON.stringify(one), JSON.stringify(other)));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

async function apply({ scope, runId, epoch }: StoredPopulation): Promise<void> {
  await database.tenantTransaction(scope.organizationId, async (inside) => {
    await plans.prepare(inside, { runId, epoch, everyoneAssigned: false });
    await plans.recordChanges(inside, runId);
    await new ApplyPlanRepository().apply(inside, { runId, at: new Date(), localDate: '2026-01-01' });
    await inside.query(`update sync_run set status = 'succeeded' where organization_id = $1 and id = $2`, [runId]);
  });
}

/** The population as the run leaves it. */
function after(population: Population): Population {
  const { mappings, outcomes } = decideMapping(population);
  const made = [...outcomes].flatMap(([lcvistaUserId, outcome]) =>
    'memberId' in outcome
      ? [{ memberId: outcome.memberId, lcvistaUserId, origin: 'rule' as const, flags: [], seen: null }]
      : [],
  );
  const kept = mappings.filter(({ endedReason }) => endedReason === null);
  return { ...population, mappings: [...kept.map((mapping) => ({ ...mapping, flags: mapping.newFlags })), ...made] };
}

const shuffled = <Item>(items: readonly Item[]): fc.Arbitrary<Item[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length });

/** A population, and the same with its rows in any other order. */
const inTwoOrders = anyPopulation.chain((population) =>
  fc.tuple(
    fc.constant(population),
    fc.record({
      people: shuffled(population.people),
      members: shuffled(population.members),
      mappings: shuffled(population.mappings),
      blocks: shuffled(population.blocks),
    }),
  ),
);

describe('the mapping rule', () => {
  it('says the same as a pure function and as set-based SQL', async () => {
    await fc.assert(
      fc.asyncProperty(anyPopulation, async (population) => {
        expect(await planOf(population)).toEqual(decisionForm(decideMapping(population)));
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on the order of rows, as a pure function and as SQL', async () => {
    fc.assert(
      fc.property(inTwoOrders, ([population, other]) => {
        expect(decisionForm(decideMapping(other))).toEqual(decisionForm(decideMapping(population)));
      }),
    );
    await fc.assert(
      fc.asyncProperty(inTwoOrders, async ([population, other]) => {
        expect(await planOf(other)).toEqual(await planOf(population));
      }),
      { numRuns: 40 },
    );
  });

  it('never maps one side twice', () => {
    fc.assert(
      fc.property(anyPopulation, (population) => {
        const { mappings } = after(population);
        expect(new Set(mappings.map(({ memberId }) => memberId)).size).toBe(mappings.length);
        expect(new Set(mappings.map(({ lcvistaUserId }) => lcvistaUserId)).size).toBe(mappings.length);
      }),
    );
  });

  it('is carried out exactly, and a second run over the same site changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyPopulation, async (population) => {
        const stored = await storePopulation(database, population);
        await apply(stored);
        const rows = await stored.scope.query<object>(
          `select member_id as "memberId", lcvista_user_id as "lcvistaUserId", origin, flags
             from mapping where organization_id = $1 and ended_at is null`,
        );
        const settled = after(population);
        expect(sorted(rows)).toEqual(
          sorted(
            settled.mappings.map(({ memberId, lcvistaUserId, origin, flags }) => ({
              memberId,
              lcvistaUserId,
              origin,
              flags,
            })),
          ),
        );
        await apply(stored);
        const again = await stored.scope.query(`select * from sync_change where organization_id = $1`);
        expect(again).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it('tells members and LCVista users the same reasons, live, as the pure functions', async () => {
    await fc.assert(
      fc.asyncProperty(anyPopulation, async (population) => {
        const stored = await storePopulation(database, population);
        const read = `select m.id, ${memberReasonSql('m')} as reason from member m where m.organization_id = $1`;
        const before = await stored.scope.query<{ reason: string | null }>(read);
        expect(before.every(({ reason }) => reason === null || reason === 'unknown')).toBe(true);
        await apply(stored);
        const settled = after(population);
        const reasons = await stored.scope.query<object>(read);
        expect(sorted(reasons)).toEqual(
          sorted(
            settled.members.map((member) => ({ id: member.id, reason: decideMemberReason(member, settled, true) })),
          ),
        );
        const users = await stored.scope.query<object>(
          `select u.id, ${unmappedReasonSql('u')} as live, u.unmapped_reason as stored from lcvista_user u
            where u.organization_id = $1 and (${unmappedReasonSql('u')} is not null or u.unmapped_reason is not null)`,
        );
        const expected = [...decideMapping(settled).outcomes].map(([id, outcome]) => {
          const reason = 'reason' in outcome ? outcome.reason : 'maps-at-next-sync';
          return { id, live: reason, stored: reason };
        });
        expect(sorted(users)).toEqual(sorted(expected));
      }),
      { numRuns: 100 },
    );
  });
});
