import { emailKey } from '../../common/email-key.js';
import type { DiagnosisFacts, MemberFact, PersonFact, SyncFact } from './diagnosis-facts.js';

/** Whom the question is about, as far as each side knows them. */
export interface DiagnosisSubject {
  readonly asked: string;
  readonly member: MemberFact | undefined;
  /** Whether the member has the address that was asked for, or only a related one. */
  readonly memberHasAddress: boolean;
  readonly person: PersonFact | undefined;
  readonly personHasAddress: boolean;
  /** Invited and enrolled members with the address: more than one, and nobody can tell who is meant. */
  readonly rivalMembers: readonly MemberFact[];
  /** Assigned, active LCVista users with the address. */
  readonly rivalPeople: readonly PersonFact[];
  readonly sync: SyncFact;
}

/** Chooses the member and the LCVista user to talk about: those with the address, the most alive first. */
export function subjectOf(facts: DiagnosisFacts): DiagnosisSubject {
  const member = mostAlive(facts.members) ?? mostAlive(facts.relatedMembers);
  const people = [...facts.people, ...facts.relatedPeople];
  const person = people.find(({ id }) => id === member?.mapping?.lcvistaUserId) ?? mostReady(facts, member);
  return {
    asked: facts.email,
    member,
    memberHasAddress: facts.members.length > 0,
    person,
    personHasAddress: person !== undefined && facts.people.includes(person),
    rivalMembers: facts.members.filter(({ access }) => access !== 'removed'),
    rivalPeople: facts.people.filter(({ isActive, assigned }) => isActive && assigned),
    sync: facts.sync,
  };
}

const liveliness = { enrolled: 0, invited: 1, removed: 2 };

function mostAlive(members: readonly MemberFact[]): MemberFact | undefined {
  return members.toSorted((one, other) => liveliness[one.access] - liveliness[other.access])[0];
}

/**
 * A related person is of interest only beside the member's own address, when nobody has the one asked for; one with another
 * address from whom the member was taken apart only when there is nobody else.
 */
function mostReady(facts: DiagnosisFacts, member: MemberFact | undefined): PersonFact | undefined {
  const rank = (person: PersonFact): number => {
    const differs = emailKey(person.email) !== emailKey(member?.email);
    const apart = member !== undefined && person.blockedMemberIds.includes(member.id);
    return (differs && apart ? 8 : 0) + (differs ? 4 : 0) + (person.isActive ? 0 : 2) + (person.assigned ? 0 : 1);
  };
  const order = (people: readonly PersonFact[]): PersonFact | undefined =>
    people.toSorted((one, other) => rank(one) - rank(other))[0];
  return order(facts.people) ?? order(facts.relatedPeople);
}
