import type { MappingFlag, MemberFacts, PersonFacts, StandingMapping } from './population.js';

/**
 * What is odd about a mapping that stands. The rule maps identical addresses, so any two that differ have drifted apart;
 * somebody who maps by hand sees the addresses, so those may differ, and only what changes afterwards is odd, until the
 * two agree or are again what was seen.
 *
 * @param person undefined: no longer on the site
 */
export function mappingFlags(
  mapping: Pick<StandingMapping, 'seen'>,
  person: PersonFacts | undefined,
  member: MemberFacts | undefined,
): MappingFlag[] {
  const flags: MappingFlag[] = [];
  if (person !== undefined && member !== undefined && haveDrifted(mapping, person, member)) flags.push('email-differs');
  if (person === undefined) flags.push('lcvista-user-gone');
  if (person?.isActive === false) flags.push('lcvista-user-inactive');
  if (person?.assigned === false) flags.push('not-assigned');
  if (member?.access === 'removed') flags.push('member-removed');
  return flags;
}

function haveDrifted({ seen }: Pick<StandingMapping, 'seen'>, person: PersonFacts, member: MemberFacts): boolean {
  if (person.emailKey === member.emailKey) return false;
  return seen === null || seen.memberKey !== member.emailKey || seen.lcvistaKey !== person.emailKey;
}
