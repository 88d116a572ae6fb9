import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DiagnosisFactsRepository } from '../../../src/admin/diagnosis/diagnosis-facts.repository.js';
import { DiagnosisService } from '../../../src/admin/diagnosis/diagnosis.service.js';
import { UnmappedViewRepository } from '../../../src/admin/unmapped/unmapped-view.repository.js';
import type { Database } from '../../../src/database/database.js';
import type { TenantScope } from '../../../src/database/scope.js';
import { ReviewQueueRepository } from '../../../src/digest/review-queue.repository.js';
import { reasonsInOrder } from '../../../src/digest/reason-titles.js';
import { ApplyPlanRepository } from '../../../src/lcvista/mapping/apply-plan.repository.js';
import { decideMapping } from '../../../src/lcvista/mapping/decide-mapping.js';
import { decideMemberReason } from '../../../src/lcvista/mapping/decide-member-reason.js';
import { lockMappings } from '../../../src/lcvista/mapping/lock-mappings.js';
import { flagsNowSql } from '../../../src/lcvista/mapping/mapping-flags-sql.js';
import { mappingFlags } from '../../../src/lcvista/mapping/mapping-flags.js';
import { MappingPlanRepository } from '../../../src/lcvista/mapping/mapping-plan.repository.js';
import { memberReasonSql } from '../../../src/lcvista/mapping/member-reason-sql.js';
import type { MemberFacts, Population } from '../../../src/lcvista/mapping/population.js';
import { queueReasons } from '../../../src/lcvista/review/queue-reason.js';
import { settleReviewQueue } from '../../../src/lcvista/review/settle-review-queue.js';
import { TestDoor } from '../../support/test-door.js';
import { address, anyPopulation } from './any-population.js';
import { storePopulation, type StoredPopulation } from './store-population.js';

let door: TestDoor;
let database: Database;

beforeAll(async () => {
  door = await TestDoor.open();
  database = door.database;
});

afterAll(() => door.close());

async function run({ scope, runId, epoch }: StoredPopulation): Promise<void> {
  const plans = new MappingPlanRepository();
  await database.tenantTransaction(scope.organizationId, async (inside) => {
    await plans.prepare(inside, { runId, epoch, everyoneAssigned: false });
    await new ApplyPlanRepository().apply(inside, { runId, at: new Date(), localDate: '2026-01-01' });
    await inside.query(
      `update sync_run set status = 'succeeded', finished_at = now() where organization_id = $1 and id = $2`,
      [runId],
    );
  });
}

const connected = `
  insert into lcvista_connection (organization_id, site_url, api_key_sealed, api_key_last4, catalog, assignment,
    shrink_limit_percent, next_sync_at)
  values ($1, 'https://x.lcvista.com', '\\x00', '1234', 'LumiQ', 'groups', 20, now())`;

/** The population as the run leaves it, and then the directory: some members have another address or access. */
function later(population: Population, members: readonly MemberFacts[]): Population {
  const { mappings, outcomes } = decideMapping(population);
  const kept = mappings.filter(({ endedReason }) => endedReason === null);
  const made = [...outcomes].flatMap(([lcvistaUserId, outcome]) =>
    'memberId' in outcome
      ? [{ memberId: outcome.memberId, lcvistaUserId, origin: 'rule' as const, flags: [], seen: null }]
      : [],
  );
  return { ...population, members, mappings: [...kept, ...made] };
}

/** What the directory and sign-in do to members who are there, and those who come. */
async function moveMembers(scope: TenantScope, members: readonly MemberFacts[]): Promise<void> {
  const profile = `insert into user_profile (environment, issuer, subject, display_name, login_email, login_email_key)
     values ('production', gen_random_uuid()::text, $1::uuid::text, 'P', 'p@x.test', 'p@x.test') returning id`;
  const [user] = await scope.query<{ id: string }>(profile);
  await scope.query(
    `update member m set email = n."emailKey", email_key = n."emailKey", active = n.access <> 'removed',
       removed_at = case when n.access = 'removed' then now() end,
       user_id = case when n.access = 'enrolled' then $3::uuid end,
       claimed_at = case when n.access = 'enrolled' then now() end
     from jsonb_to_recordset($2::jsonb) as n(id uuid, "emailKey" text, access text)
     where m.organization_id = $1 and m.id = n.id`,
    [JSON.stringify(members), user?.id],
  );
  await scope.query(
    `insert into member (organization_id, id, user_name, user_name_key, name, name_key, email, email_key, active,
       removed_at, user_id, claimed_at, resource, compare)
     select $1, n.id, n.id, n.id, 'M', 'm', n."emailKey", n."emailKey", n.access <> 'removed',
       case when n.access = 'removed' then now() end, case when n.access = 'enrolled' then $3::uuid end,
       case when n.access = 'enrolled' then now() end, '{}', '{}'
     from jsonb_to_recordset($2::jsonb) as n(id uuid, "emailKey" text, access text)
     where not exists (select from member m where m.organization_id = $1 and m.id = n.id)`,
    [JSON.stringify(members), user?.id],
  );
}

/** The population's members with other addresses and access, some of them, and newcomers. */
const movedMembers = ({ members }: Population): fc.Arbitrary<MemberFacts[]> => {
  const newcomers = ['7', '8'].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
  const access = fc.constantFrom<MemberFacts['access']>('enrolled', 'enrolled', 'invited', 'removed');
  const moved = (id: string): fc.Arbitrary<MemberFacts> =>
    fc.record({ id: fc.constant(id), emailKey: address, access });
  return fc
    .subarray(newcomers)
    .chain((ids) =>
      fc.tuple(
        ...members.map((member) => fc.oneof(fc.constant(member), fc.constant(member), moved(member.id))),
        ...ids.map(moved),
      ),
    );
};

const anyChange = anyPopulation.chain((population) => fc.tuple(fc.constant(population), movedMembers(population)));

/** Who is in the queue and why, by the pure rule: whoever is mapped is not, even when the next run ends it. */
function queueOf(population: Population): Record<string, string> {
  const mapped = new Set(population.mappings.map(({ lcvistaUserId }) => lcvistaUserId));
  const held = population.mappings.map((mapping) => ({ ...mapping, origin: 'hand' as const }));
  const { outcomes } = decideMapping({ ...population, mappings: held });
  const waiting = [...outcomes].filter(([id]) => !mapped.has(id));
  return Object.fromEntries(
    waiting.map(([id, outcome]) => [id, 'reason' in outcome ? outcome.reason : 'maps-at-next-sync']),
  );
}

const views = new UnmappedViewRepository();
const everything = { limit: 200, reason: [...queueReasons] };

async function shownQueue(scope: TenantScope): Promise<Record<string, string>> {
  const rows = await views.page(scope, everything);
  expect(await views.count(scope, everything)).toBe(rows.length);
  for (const reason of queueReasons) {
    const some = await views.page(scope, { limit: 200, reason: [reason] });
    const of = rows.filter((row) => row.reason === reason);
    expect(some.map(({ id }) => id)).toEqual(of.map(({ id }) => id));
    expect(await views.count(scope, { limit: 200, reason: [reason] })).toBe(of.length);
  }
  const { text, values } = views.all(everything);
  const table = await scope.query<{ id: string }>(text, values);
  expect(table.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  return Object.fromEntries(rows.map(({ id, reason }) => [id, reason]));
}

async function shownInDigest(scope: TenantScope): Promise<Record<string, string>> {
  const queue = new ReviewQueueRepository();
  const people = await queue.people(scope, 200);
  const counts = await queue.counts(scope);
  for (const reason of reasonsInOrder) {
    const count = counts.find((one) => one.reason === reason)?.count ?? 0;
    expect(people.filter((person) => person.reason === reason)).toHaveLength(count);
  }
  return Object.fromEntries(people.map(({ lcvistaUser, reason }) => [lcvistaUser.id, reason]));
}

function withoutIgnored(queue: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(queue).filter(([, reason]) => reason !== 'ignored'));
}

describe('after the directory has moved on', () => {
  it('the review queue, its counts, its table and the weekly review say what holds now, settled or not', async () => {
    await fc.assert(
      fc.asyncProperty(anyChange, async ([population, members]) => {
        const stored = await storePopulation(database, population);
        await run(stored);
        await moveMembers(stored.scope, members);
        const expected = queueOf(later(population, members));
        expect(await shownQueue(stored.scope)).toEqual(expected);
        expect(await shownInDigest(stored.scope)).toEqual(withoutIgnored(expected));
        await database.tenantTransaction(stored.scope.organizationId, async (scope) => {
          await lockMappings(scope);
          await settleReviewQueue(scope, null);
        });
        const left = await stored.scope.query(`select from moved_address where organization_id = $1`);
        expect(left).toEqual([]);
        expect(await shownQueue(stored.scope)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('flags and reasons of members are those of now, and both sides promise the same pairs to the next run', async () => {
    await fc.assert(
      fc.asyncProperty(anyChange, async ([population, members]) => {
        const stored = await storePopulation(database, population);
        await run(stored);
        await moveMembers(stored.scope, members);
        const now = later(population, members);
        const flags = await stored.scope.query<{ id: string; flags: string[] }>(
          `select u.id, ${flagsNowSql('g', 'm', 'u')} as flags
             from mapping g join member m on m.organization_id = $1 and m.id = g.member_id
             join lcvista_user u on u.organization_id = $1 and u.id = g.lcvista_user_id
            where g.organization_id = $1 and g.ended_at is null`,
        );
        const expected = now.mappings.map((mapping) => {
          const person = now.people.find(({ id }) => id === mapping.lcvistaUserId);
          const member = now.members.find(({ id }) => id === mapping.memberId);
          return [mapping.lcvistaUserId, mappingFlags(mapping, person, member)];
        });
        expect(Object.fromEntries(flags.map(({ id, flags: shown }) => [id, shown]))).toEqual(
          Object.fromEntries(expected),
        );
        const reasons = await stored.scope.query<{ id: string; reason: string | null }>(
          `select m.id, ${memberReasonSql('m')} as reason from member m where m.organization_id = $1`,
        );
        expect(Object.fromEntries(reasons.map(({ id, reason }) => [id, reason]))).toEqual(
          Object.fromEntries(now.members.map((member) => [member.id, decideMemberReason(member, now, true)])),
        );
        const next = [...decideMapping(now).outcomes.values()].flatMap((outcome) =>
          'memberId' in outcome ? [outcome.memberId] : [],
        );
        const promised = reasons.filter(({ reason }) => reason === 'maps-at-next-sync').map(({ id }) => id);
        expect(promised.toSorted()).toEqual(next.toSorted());
      }),
      { numRuns: 40 },
    );
  });

  it('the diagnosis of an address promises exactly what the members with the address are promised', async () => {
    const diagnoses = new DiagnosisService(database, new DiagnosisFactsRepository());
    await fc.assert(
      fc.asyncProperty(anyChange, async ([population, members]) => {
        const stored = await storePopulation(database, population);
        await stored.scope.query(connected);
        await run(stored);
        await moveMembers(stored.scope, members);
        const now = later(population, members);
        for (const asked of ['a@x.test', 'b@x.test', 'c@x.test', 'd@x.test']) {
          const owners = now.members.filter(({ emailKey, access }) => emailKey === asked && access !== 'removed');
          const reasons = owners.map((member) => decideMemberReason(member, now, true));
          const { verdict } = await diagnoses.diagnose(stored.scope.organizationId, asked);
          expect([asked, verdict === 'maps-at-next-sync']).toEqual([asked, reasons.includes('maps-at-next-sync')]);
          if (owners.length === 1) expect([asked, verdict === 'mapped']).toEqual([asked, reasons[0] === null]);
        }
      }),
      { numRuns: 40 },
    );
  });
});
