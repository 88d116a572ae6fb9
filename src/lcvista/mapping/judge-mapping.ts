import type {
  MappingFlag,
  MemberFacts,
  PersonFacts,
  Population,
  RunEndedReason,
  StandingMapping,
} from './population.js';

/** A mapping that was active before the run, and what the run does to it. */
export interface JudgedMapping extends StandingMapping {
  /** null: it stays. */
  readonly endedReason: RunEndedReason | null;
  /** What it carries afterwards; a mapping that ends keeps the flags that it had. */
  readonly newFlags: readonly MappingFlag[];
}

/**
 * Judges mappings against a population. One that the rule made is pinned to its two ids and ends when a side falls away;
 * while it stays, addresses that have drifted apart are flagged. One made by hand never ends here, so what would have
 * ended it is flagged instead; its addresses differed from the start, more often than not, and are not.
 */
export function judgeMapping({ people, members }: Population): (mapping: StandingMapping) => JudgedMapping {
  const peopleById = new Map(people.map((person) => [person.id, person]));
  const membersById = new Map(members.map((member) => [member.id, member]));
  return (mapping) => {
    const person = peopleById.get(mapping.lcvistaUserId);
    const member = membersById.get(mapping.memberId);
    if (mapping.origin === 'hand') return { ...mapping, endedReason: null, newFlags: oddities(person, member) };
    const endedReason = endOf(person, member);
    if (endedReason !== null) return { ...mapping, endedReason, newFlags: mapping.flags };
    return { ...mapping, endedReason, newFlags: person?.emailKey === member?.emailKey ? [] : ['email-differs'] };
  };
}

function endOf(person: PersonFacts | undefined, member: MemberFacts | undefined): RunEndedReason | null {
  if (person === undefined) return 'lcvista-user-gone';
  if (!person.isActive) return 'lcvista-user-inactive';
  if (!person.assigned) return 'not-assigned';
  if (member?.access === 'removed') return 'member-removed';
  // Unlinking a member ends the mapping at once; this catches a run that decided just before it.
  return member?.access === 'invited' ? 'claim-removed' : null;
}

function oddities(person: PersonFacts | undefined, member: MemberFacts | undefined): MappingFlag[] {
  const flags: MappingFlag[] = [];
  if (person === undefined) flags.push('lcvista-user-gone');
  if (person?.isActive === false) flags.push('lcvista-user-inactive');
  if (person?.assigned === false) flags.push('not-assigned');
  if (member?.access === 'removed') flags.push('member-removed');
  return flags;
}
