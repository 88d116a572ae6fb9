import fc from 'fast-check';
import type {
  BlockedPair,
  MappingFlag,
  MemberFacts,
  PersonFacts,
  Population,
  StandingMapping,
} from '../../../src/lcvista/mapping/population.js';

/** Few addresses, so that people and members collide all the time. */
export const address = fc.constantFrom(null, 'a@x.test', 'b@x.test', 'c@x.test', 'd@x.test');

const personIds = ['1', '2', '3', '4', '5', '6'];
const memberIds = ['1', '2', '3', '4', '5', '6'].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);

const often = fc.integer({ min: 0, max: 3 }).map((number) => number > 0);
const seldom = often.map((value) => !value);

const person = (id: string): fc.Arbitrary<PersonFacts> =>
  fc.record({ id: fc.constant(id), emailKey: address, isActive: often, assigned: often, ignored: seldom });

const member = (id: string): fc.Arbitrary<MemberFacts> =>
  fc.record({
    id: fc.constant(id),
    emailKey: address,
    access: fc.constantFrom('enrolled', 'enrolled', 'enrolled', 'invited', 'removed'),
  });

const people = fc.subarray(personIds).chain((ids) => fc.tuple(...ids.map(person)));
const members = fc.subarray(memberIds).chain((ids) => fc.tuple(...ids.map(member)));

/** The first so many of one side, each with another one of the other: at most one mapping per side. */
function mappingsOf(known: readonly string[], memberList: readonly MemberFacts[]): fc.Arbitrary<StandingMapping[]> {
  const most = Math.min(known.length, memberList.length);
  return fc
    .tuple(
      fc.shuffledSubarray([...known], { maxLength: most }),
      fc.shuffledSubarray(
        memberList.map(({ id }) => id),
        { minLength: most },
      ),
      fc.array(fc.constantFrom<StandingMapping['origin']>('rule', 'rule', 'hand'), { minLength: 6, maxLength: 6 }),
      fc.array(fc.constantFrom<MappingFlag[]>([], [], ['email-differs'], ['not-assigned']), {
        minLength: 6,
        maxLength: 6,
      }),
      fc.array(fc.record({ memberKey: address, lcvistaKey: address }), { minLength: 6, maxLength: 6 }),
    )
    .map(([users, others, origins, flags, addresses]) =>
      users.flatMap((lcvistaUserId, at) => {
        const memberId = others[at];
        const origin = origins[at] ?? 'rule';
        const seen = origin === 'hand' ? (addresses[at] ?? null) : null;
        return memberId === undefined ? [] : [{ memberId, lcvistaUserId, origin, flags: flags[at] ?? [], seen }];
      }),
    );
}

function blocksOf(memberList: readonly MemberFacts[]): fc.Arbitrary<BlockedPair[]> {
  const pairs = memberList.flatMap(({ id }) => personIds.map((lcvistaUserId) => ({ memberId: id, lcvistaUserId })));
  return fc.subarray(pairs, { maxLength: Math.min(12, pairs.length) });
}

/** A site and a directory with some history between them; mapped people may be gone from the site. */
export const anyPopulation: fc.Arbitrary<Population> = fc.tuple(people, members).chain(([personList, memberList]) =>
  fc.record({
    people: fc.constant(personList),
    members: fc.constant(memberList),
    mappings: mappingsOf(personIds, memberList),
    blocks: blocksOf(memberList),
  }),
);
