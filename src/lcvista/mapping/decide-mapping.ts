import { judgeMapping, type JudgedMapping } from './judge-mapping.js';
import type { BlockedPair, MemberFacts, PersonFacts, Population, UnmappedReason } from './population.js';

/** What becomes of an assigned, active LCVista user who has no mapping once the run has ended those it ends. */
export type Outcome = { readonly memberId: string } | { readonly reason: UnmappedReason };

export interface MappingDecision {
  /** Every mapping that was active, and what the run does to it. */
  readonly mappings: readonly JudgedMapping[];
  /** By the id of the LCVista user. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/**
 * The mapping rule as a pure function: first the mappings that must end, then the rule for whoever has none, so that a
 * person merged in LCVista moves to the new account within one run. Runs are carried out by set-based SQL that says the
 * same; a property test holds the two together.
 */
export function decideMapping(population: Population): MappingDecision {
  const judge = judgeMapping(population);
  const mappings = population.mappings.map(judge);
  const standing = mappings.filter(({ endedReason }) => endedReason === null);
  const decide = decideOutcome(population, new Set(standing.map(({ memberId }) => memberId)));
  const mappedPeople = new Set(standing.map(({ lcvistaUserId }) => lcvistaUserId));
  const waiting = population.people.filter((person) => isEligible(person) && !mappedPeople.has(person.id));
  return { mappings, outcomes: new Map(waiting.map((person) => [person.id, decide(person)])) };
}

/** Ignored people stay in the count of an address: only an admin's mapping by hand can say which of two is meant. */
function isEligible(person: PersonFacts): boolean {
  return person.assigned && person.isActive;
}

function decideOutcome(
  { people, members, blocks }: Population,
  mappedMembers: ReadonlySet<string>,
): (person: PersonFacts) => Outcome {
  const peopleByAddress = groupByAddress(people.filter(isEligible));
  const membersByAddress = groupByAddress(members);
  const blocked = new Set(blocks.map(pairKey));
  const keptApart = peopleKeptApart(members, blocks);
  return (person) => {
    if (person.ignored) return { reason: 'ignored' };
    if (person.emailKey === null) return { reason: 'no-email' };
    if ((peopleByAddress.get(person.emailKey) ?? []).length > 1) return { reason: 'duplicate-lcvista-user' };
    const owners = membersByAddress.get(person.emailKey) ?? [];
    const [member, other] = owners.filter(({ access }) => access !== 'removed');
    if (other !== undefined) return { reason: 'duplicate-member' };
    if (member === undefined) {
      if (owners.length > 0) return { reason: 'member-removed' };
      return { reason: keptApart.has(person.id) ? 'unmapped-by-hand' : 'no-member' };
    }
    if (member.access === 'invited') return { reason: 'not-signed-in' };
    if (mappedMembers.has(member.id)) return { reason: 'member-already-mapped' };
    if (blocked.has(pairKey({ memberId: member.id, lcvistaUserId: person.id }))) return { reason: 'unmapped-by-hand' };
    return { memberId: member.id };
  };
}

/** People whom an admin took apart from a member who is still there: that their addresses differ is no news. */
function peopleKeptApart(members: readonly MemberFacts[], blocks: readonly BlockedPair[]): ReadonlySet<string> {
  const active = new Set(members.filter(({ access }) => access !== 'removed').map(({ id }) => id));
  return new Set(blocks.filter(({ memberId }) => active.has(memberId)).map(({ lcvistaUserId }) => lcvistaUserId));
}

function groupByAddress<Item extends PersonFacts | MemberFacts>(items: readonly Item[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    if (item.emailKey === null) continue;
    const group = groups.get(item.emailKey);
    if (group === undefined) groups.set(item.emailKey, [item]);
    else group.push(item);
  }
  return groups;
}

function pairKey({ memberId, lcvistaUserId }: { memberId: string; lcvistaUserId: string }): string {
  return `${memberId} ${lcvistaUserId}`;
}
