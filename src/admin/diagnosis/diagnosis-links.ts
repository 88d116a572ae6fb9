import { emailKey } from '../../common/email-key.js';
import { describeRelation } from './describe-relation.js';
import type { MemberFact, PersonFact } from './diagnosis-facts.js';
import type { DiagnosisSubject } from './diagnosis-subject.js';

/** What one link of the chain says, and what to do when it is broken. */
export interface Link {
  readonly ok: boolean;
  readonly detail: string;
  readonly advice: readonly string[];
}

/** Does the directory know an active person with the address? */
export function inDirectory({ asked, member, memberHasAddress }: DiagnosisSubject): Link {
  if (member === undefined) {
    return broken(
      `The directory never provisioned anybody with the address ${asked}.`,
      'In Entra, assign the person to the application, check the e-mail address there and use "Provision on demand"; otherwise they come with the next provisioning cycle (about 40 minutes).',
    );
  }
  const address = member.email ?? member.userName;
  if (!memberHasAddress) {
    const advice = `Decide which address is right and set the same one in the directory and in LCVista; the directory has ${address}. It takes effect with the next sync after both have it.`;
    return broken(
      `Nobody was provisioned with ${asked}. The directory knows ${address}, which ${describeRelation(asked, address)}.`,
      advice,
    );
  }
  if (member.access === 'removed') {
    return broken(
      `The directory removed this member${on(member.removedAt)}.`,
      'If the person still works here, assign them to the application in Entra again; it takes effect with the next provisioning cycle (about 40 minutes).',
    );
  }
  return fine(`Provisioned by the directory as ${address}.${caseNote(asked, address)}`);
}

/** Has the person signed in, so that there is a user whose learning can be counted? */
export function signedIn({ member }: DiagnosisSubject): Link {
  if (member === undefined) return unknown('Nobody can sign in as this person before the directory provisions them.');
  if (member.claimedAt === null) {
    return broken(
      'Invited: nobody has signed in yet.',
      `Ask the person to sign in to the learning platform once, with the address ${member.email ?? member.userName} exactly: with a plus address or an alias the sign-in is not recognized. The mapping follows at the next sync.`,
    );
  }
  const first = `Signed in first${on(member.claimedAt)}.`;
  const { loginEmail } = member;
  if (loginEmail === null || emailKey(loginEmail) === emailKey(member.email)) return fine(first);
  return fine(
    `${first} They sign in as ${loginEmail}, which is harmless: the member's own address is what is compared.`,
  );
}

/** Was the person in LCVista, and active there, when it was last read? */
export function inLcvista({ asked, person, personHasAddress, member, sync }: DiagnosisSubject): Link {
  if (sync.nextSyncAt === null) {
    return broken(
      'The connection to LCVista was never set up.',
      'Set the LCVista connection up and check it; it takes effect with the first sync, the next morning or when one is started.',
    );
  }
  if (sync.lastGoodAt === null) {
    return broken('LCVista was not read completely yet.', 'Wait for the next sync, or start one.');
  }
  if (person === undefined) {
    return broken(
      `LCVista had nobody with this address when it was last read${on(sync.lastGoodAt)}.`,
      'Add the person to LCVista with exactly this address; it takes effect with the next sync, which also finds whoever was added since the last one.',
    );
  }
  const name = `LCVista user ${person.id}`;
  const mapped = member?.mapping?.lcvistaUserId === person.id;
  if (person.isGone) {
    const advice = `End the mapping if the person has left; otherwise map the account that the person has now by hand. Both take effect at once.`;
    return broken(`${name} is no longer in LCVista, as last read${on(sync.lastGoodAt)}.`, advice);
  }
  if (!person.isActive) {
    const advice = 'Activate the account in LCVista; it takes effect with the next sync.';
    return broken(`${name} is inactive in LCVista.`, advice);
  }
  if (personHasAddress || mapped)
    return fine(`Active in LCVista as user ${person.id}, ${person.email ?? 'no address'}.`);
  const address = person.email ?? '';
  return broken(
    `LCVista had nobody with the address ${asked}${on(sync.lastGoodAt)}. ${name} has ${address}, which ${describeRelation(asked, address)}.`,
    `If ${name} is this person, set the same address in LCVista and in the directory (it takes effect with the next sync), or map them by hand (at once).`,
  );
}

/** Can the person see the catalog? */
export function assigned({ person, sync }: DiagnosisSubject): Link {
  if (person === undefined) return unknown('Nobody in LCVista to be assigned.');
  if (person.assigned)
    return fine(sync.everyoneAssigned ? 'Everybody is assigned.' : `Can see the catalog${named(sync)}.`);
  return broken(
    `LCVista user ${person.id} cannot see the catalog${named(sync)}: no user group of the catalog has them.`,
    'In LCVista, add the person to a user group of the catalog; it takes effect with the next sync.',
  );
}

/** Is it the same address on both sides? */
export function emailsIdentical({ member, person }: DiagnosisSubject): Link {
  if (member === undefined || person === undefined) return unknown('One side is missing: nothing to compare.');
  const [one, other] = [member.email, person.email];
  if (one === null || other === null) {
    const side = one === null ? 'the directory' : 'LCVista';
    return broken(
      `There is no address in ${side}.`,
      `Enter the person's address in ${side}; it takes effect with the next sync.`,
    );
  }
  if (emailKey(one) === emailKey(other)) return fine(`The same on both sides: ${one}.${caseNote(one, other)}`);
  const differ = `The directory has ${one}, LCVista has ${other}, which ${describeRelation(one, other)}.`;
  if (wereSeen(member, person)) return unknown(`${differ} Whoever mapped them by hand knew that.`);
  return broken(
    differ,
    'Set the same address in the directory and in LCVista, upper and lower case do not matter; it takes effect with the next sync after both have it.',
  );
}

/** Mapped to each other by hand, and neither address has changed since. */
function wereSeen({ mapping }: MemberFact, { id }: PersonFact): boolean {
  return mapping?.origin === 'hand' && mapping.lcvistaUserId === id && !mapping.flags.includes('email-differs');
}

/** Has nobody else the address? */
export function unique({ rivalMembers, rivalPeople }: DiagnosisSubject): Link {
  if (rivalMembers.length > 1) {
    const names = rivalMembers.map(({ userName }) => userName).join(', ');
    return broken(
      `${rivalMembers.length} members have this address: ${names}.`,
      'Give each person an address of their own in the directory, or remove the duplicate there (it takes effect with the next sync); or map by hand (at once).',
    );
  }
  if (rivalPeople.length > 1) {
    const ids = rivalPeople.map(({ id }) => id).join(', ');
    return broken(
      `${rivalPeople.length} assigned LCVista users have this address: ${ids}.`,
      'In LCVista, disable or correct the account that is not used (it takes effect with the next sync); or map by hand (at once).',
    );
  }
  return fine('Nobody else has this address.');
}

function fine(detail: string): Link {
  return { ok: true, detail, advice: [] };
}

function broken(detail: string, advice: string): Link {
  return { ok: false, detail, advice: [advice] };
}

/** Broken, and nothing to do: another link has told the cause, or somebody has decided so. */
function unknown(detail: string): Link {
  return { ok: false, detail, advice: [] };
}

function on(instant: Date | null): string {
  return instant === null ? '' : ` on ${instant.toISOString().slice(0, 16).replace('T', ' at ')} UTC`;
}

function named({ catalog }: DiagnosisSubject['sync']): string {
  return catalog === null ? '' : ` ${catalog}`;
}

function caseNote(one: string, other: string): string {
  if (one === other || emailKey(one) !== emailKey(other)) return '';
  return ` It is written ${other} there: upper and lower case and blanks around it do not matter.`;
}
