import { expect, it } from '@jest/globals';
import { decideMemberReason } from '../../../src/lcvista/mapping/decide-member-reason.js';
import type { MemberFacts, PersonFacts, Population } from '../../../src/lcvista/mapping/population.js';

const jane = 'jane@x.test';
const me: MemberFacts = { id: 'me', emailKey: jane, access: 'invited' };
const person = (id: string, change: Partial<PersonFacts> = {}): PersonFacts => ({
  id,
  emailKey: jane,
  isActive: true,
  assigned: true,
  ignored: true,
  ...change,
});
const mapping = { memberId: 'john', lcvistaUserId: '1', origin: 'hand', flags: [], seen: null } as const;

/** Everything at once that can stand in somebody's way. */
const everything: Population = {
  people: [person('1'), person('2')],
  members: [me, { id: 'twin', emailKey: jane, access: 'invited' }, { id: 'john', emailKey: null, access: 'enrolled' }],
  mappings: [mapping],
  blocks: [{ memberId: 'me', lcvistaUserId: '1' }],
};

/** Then one after the other is out of the way, in the order in which they are told. */
const steps: [reason: string | null, removed: (population: Population) => Population][] = [
  ['duplicate-member', (all) => ({ ...all, members: all.members.filter(({ id }) => id !== 'twin') })],
  ['duplicate-lcvista-user', (all) => ({ ...all, people: [] })],
  [
    'not-signed-in',
    (all) => ({ ...all, members: all.members.map((one) => ({ ...one, access: 'enrolled' as const })) }),
  ],
  ['no-lcvista-user', (all) => ({ ...all, people: [person('1', { isActive: false, assigned: false })] })],
  ['lcvista-user-inactive', (all) => ({ ...all, people: [person('1', { assigned: false })] })],
  ['not-assigned', (all) => ({ ...all, people: [person('1')] })],
  ['ignored', (all) => ({ ...all, people: [person('1', { ignored: false })] })],
  ['unmapped-by-hand', (all) => ({ ...all, blocks: [] })],
  ['lcvista-user-already-mapped', (all) => ({ ...all, mappings: [] })],
  ['maps-at-next-sync', (all) => ({ ...all, mappings: [{ ...mapping, memberId: 'me' }] })],
  [null, (all) => all],
];

it('the first reason that holds is told: unknown, then each until its cause is out of the way', () => {
  let now = everything;
  const reason = (everRead = true): string | null =>
    decideMemberReason(now.members.find(({ id }) => id === 'me') ?? me, now, everRead);
  expect(reason(false)).toBe('unknown');
  const told: (string | null)[] = [];
  for (const [, remove] of steps) {
    told.push(reason());
    now = remove(now);
  }
  expect(told).toEqual(steps.map(([expected]) => expected));
});

it('a removed member has none, whatever stands in the way', () => {
  expect(decideMemberReason({ ...me, access: 'removed' }, everything, true)).toBeNull();
  expect(decideMemberReason({ ...me, access: 'removed' }, everything, false)).toBeNull();
});

/** What is told of somebody who was taken apart from a person with another address. */
function apart(change: Partial<PersonFacts>): string | null {
  const member = { ...me, access: 'enrolled' } as const;
  const blocks = [{ memberId: 'me', lcvistaUserId: '7' }];
  const other = person('7', { emailKey: 'j.doe@x.test', ignored: false, ...change });
  return decideMemberReason(member, { people: [other], members: [member], mappings: [], blocks }, true);
}

it('who was taken apart from somebody with another address is told so while that one can be mapped', () => {
  expect([apart({}), apart({ isActive: false }), apart({ assigned: false }), apart({ emailKey: null })]).toEqual([
    'unmapped-by-hand',
    'no-lcvista-user',
    'no-lcvista-user',
    'unmapped-by-hand',
  ]);
});
