import { mappingFlags } from './mapping-flags.js';
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
 * Judges mappings against a population. One that the rule made is pinned to its two ids and ends when a side falls away.
 * One made by hand never ends here, so what would have ended it is flagged instead.
 */
export function judgeMapping({ people, members }: Population): (mapping: StandingMapping) => JudgedMapping {
  const peopleById = new Map(people.map((person) => [person.id, person]));
  const membersById = new Map(members.map((member) => [member.id, member]));
  return (mapping) => {
    const person = peopleById.get(mapping.lcvistaUserId);
    const member = membersById.get(mapping.memberId);
    const endedReason = mapping.origin === 'hand' ? null : endOf(person, member);
    const newFlags = endedReason === null ? mappingFlags(mapping, person, member) : mapping.flags;
    return { ...mapping, endedReason, newFlags };
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
