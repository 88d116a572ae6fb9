import type { MemberFacts, PersonFacts, Population, StandingMapping } from './population.js';

/** Why a member has no mapping, in the order in which the first that holds is told. */
export const memberReasons = [
  'unknown',
  'duplicate-member',
  'duplicate-lcvista-user',
  'not-signed-in',
  'no-lcvista-user',
  'lcvista-user-inactive',
  'not-assigned',
  'ignored',
  'unmapped-by-hand',
  'lcvista-user-already-mapped',
  'maps-at-next-sync',
] as const;

export type MemberReason = (typeof memberReasons)[number];

/**
 * Why a member has no mapping, as of now: what an admin would have to change first. `lcvista-user-already-mapped` is
 * told when the LCVista user with the identical address is mapped to somebody else: to say `maps-at-next-sync` of that
 * member would be a promise that no sync keeps.
 *
 * @param population who is on the site according to the last complete reading, and the mappings as they are now
 * @param everRead whether there has been a complete reading
 * @returns null for members who are mapped, or removed
 */
export function decideMemberReason(
  member: MemberFacts,
  population: Population,
  everRead: boolean,
): MemberReason | null {
  const { mappings } = population;
  if (member.access === 'removed' || mappings.some(({ memberId }) => memberId === member.id)) return null;
  if (!everRead) return 'unknown';
  if (population.members.some((other) => sharesAddress(member, other))) return 'duplicate-member';
  const people = population.people.filter(({ emailKey }) => emailKey !== null && emailKey === member.emailKey);
  const [person, another] = people.filter(({ isActive, assigned }) => isActive && assigned);
  if (another !== undefined) return 'duplicate-lcvista-user';
  if (member.access === 'invited') return 'not-signed-in';
  const apart = peopleApart(member, population);
  if (person === undefined) return people.length === 0 && apart.length > 0 ? 'unmapped-by-hand' : whyNobody(people);
  if (person.ignored) return 'ignored';
  if (apart.includes(person)) return 'unmapped-by-hand';
  if (mappings.some((mapping) => mapping.lcvistaUserId === person.id && stays(mapping, population.members)))
    return 'lcvista-user-already-mapped';
  return 'maps-at-next-sync';
}

/** Of a mapping whose LCVista user is assigned and active: a mapping that the next run ends is in nobody's way. */
function stays({ origin, memberId }: StandingMapping, members: readonly MemberFacts[]): boolean {
  return origin === 'hand' || members.some(({ id, access }) => id === memberId && access === 'enrolled');
}

/** The assigned and active from whom an admin took the member apart: that their addresses differ is no news. */
function peopleApart(member: MemberFacts, { people, blocks }: Population): PersonFacts[] {
  const ids = blocks.filter(({ memberId }) => memberId === member.id).map(({ lcvistaUserId }) => lcvistaUserId);
  return people.filter(({ id, isActive, assigned }) => isActive && assigned && ids.includes(id));
}

function sharesAddress(member: MemberFacts, other: MemberFacts): boolean {
  return (
    member.id !== other.id &&
    other.access !== 'removed' &&
    member.emailKey !== null &&
    member.emailKey === other.emailKey
  );
}

function whyNobody(people: readonly PersonFacts[]): MemberReason {
  if (people.length === 0) return 'no-lcvista-user';
  return people.some(({ isActive }) => isActive) ? 'not-assigned' : 'lcvista-user-inactive';
}
