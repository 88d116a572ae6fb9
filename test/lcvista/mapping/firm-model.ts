import { emailKey } from '../../../src/common/email-key.js';
import { decideMapping } from '../../../src/lcvista/mapping/decide-mapping.js';
import type { BlockedPair, MemberFacts, Population, StandingMapping } from '../../../src/lcvista/mapping/population.js';

/** Somebody on the site; the address as it was typed. */
export interface SitePerson {
  readonly id: string;
  email: string | null;
  isActive: boolean;
  assigned: boolean;
}

export interface DirectoryMember {
  readonly id: string;
  email: string | null;
  access: MemberFacts['access'];
}

/** What may happen on a day; `one` and `two` pick who it happens to. */
export const eventKinds = [
  'person comes',
  'member comes',
  'person leaves',
  'people swap',
  'members swap',
  'accounts are merged',
  'accounts are parted',
  'person moves',
  'member moves',
  'pair moves',
  'activity',
  'assignment',
  'access',
  'ignored',
  'mapped by hand',
  'unmapped by hand',
] as const;

export interface DayEvent {
  readonly kind: (typeof eventKinds)[number];
  readonly one: number;
  readonly two: number;
  readonly email: string | null;
}

/** What an administrator did, to be done to the rows as well. */
export type ByHand =
  | { readonly kind: 'map'; readonly memberId: string; readonly lcvistaUserId: string }
  | { readonly kind: 'unmap'; readonly memberId: string; readonly lcvistaUserId: string };

const accesses = ['enrolled', 'enrolled', 'invited', 'removed'] as const;

/** Both sides and what is between them, by the pure rule alone. */
export class FirmModel {
  readonly people: SitePerson[] = [];
  readonly members: DirectoryMember[] = [];
  readonly ignored = new Set<string>();
  /** Whom a complete reading has ever seen. */
  readonly known = new Set<string>();
  mappings: StandingMapping[] = [];
  blocks: BlockedPair[] = [];
  private serial = 0;

  population(): Population {
    return {
      people: this.people.map(({ id, email, isActive, assigned }) => {
        return { id, emailKey: emailKey(email), isActive, assigned, ignored: this.ignored.has(id) };
      }),
      members: this.members.map(({ id, email, access }) => ({ id, emailKey: emailKey(email), access })),
      mappings: this.mappings,
      blocks: this.blocks,
    };
  }

  /** As the run of the next morning leaves it. */
  sync(): void {
    const { mappings, outcomes } = decideMapping(this.population());
    const made = [...outcomes].flatMap(([lcvistaUserId, outcome]) =>
      'memberId' in outcome
        ? [{ memberId: outcome.memberId, lcvistaUserId, origin: 'rule' as const, flags: [], seen: null }]
        : [],
    );
    const kept = mappings.filter(({ endedReason }) => endedReason === null);
    this.mappings = [
      ...kept.map(({ memberId, lcvistaUserId, origin, newFlags, seen }) => {
        return { memberId, lcvistaUserId, origin, flags: newFlags, seen };
      }),
      ...made,
    ];
    for (const { id } of this.people) this.known.add(id);
  }

  /** @returns what must be done to the rows by hand; null: nothing, or only to the sides */
  live({ kind, one, two, email }: DayEvent): ByHand | null {
    const person = pick(this.people, one);
    const member = pick(this.members, two);
    if (kind === 'person comes') this.addPerson(email);
    if (kind === 'member comes') this.addMember(email);
    if (kind === 'member moves' && member !== undefined) member.email = email;
    if (kind === 'members swap') swap(pick(this.members, one), member);
    if (kind === 'access' && member !== undefined) member.access = accesses[one % accesses.length] ?? 'enrolled';
    if (person !== undefined) this.happensTo(person, kind, two, email);
    if (person === undefined || member === undefined) return null;
    if (kind === 'pair moves') person.email = member.email = email;
    if (kind === 'mapped by hand') return this.mapByHand(member, person);
    if (kind === 'unmapped by hand') return this.unmapByHand(pick(this.mappings, one));
    return null;
  }

  private happensTo(person: SitePerson, kind: DayEvent['kind'], two: number, email: string | null): void {
    if (kind === 'person leaves') this.people.splice(this.people.indexOf(person), 1);
    if (kind === 'people swap') swap(person, pick(this.people, two));
    if (kind === 'person moves') person.email = email;
    if (kind === 'activity') person.isActive = !person.isActive;
    if (kind === 'assignment') person.assigned = !person.assigned;
    // The old account is disabled, and a new one has its address; or both are active for a while.
    if (kind === 'accounts are merged') person.isActive = false;
    if (kind === 'accounts are merged' || kind === 'accounts are parted') this.addPerson(person.email);
    const isMapped = this.mappings.some(({ lcvistaUserId }) => lcvistaUserId === person.id);
    if (kind !== 'ignored' || isMapped || !this.known.has(person.id)) return;
    if (!this.ignored.delete(person.id)) this.ignored.add(person.id);
  }

  private addPerson(email: string | null): void {
    this.people.push({ id: String((this.serial += 1)), email, isActive: true, assigned: true });
  }

  private addMember(email: string | null): void {
    const id = `00000000-0000-4000-8000-${String((this.serial += 1)).padStart(12, '0')}`;
    this.members.push({ id, email, access: 'enrolled' });
  }

  private mapByHand(member: DirectoryMember, person: SitePerson): ByHand | null {
    if (member.access === 'removed' || !this.known.has(person.id)) return null;
    const pair = { memberId: member.id, lcvistaUserId: person.id };
    const apart = (one: BlockedPair): boolean => one.memberId !== member.id && one.lcvistaUserId !== person.id;
    this.mappings = this.mappings.filter(apart);
    this.blocks = this.blocks.filter((block) => !isSame(block, pair));
    // The address of LCVista that is seen is the one that was read last.
    const seen = { memberKey: emailKey(member.email), lcvistaKey: this.read.get(person.id) ?? null };
    this.mappings.push({ ...pair, origin: 'hand', flags: [], seen });
    return { kind: 'map', ...pair };
  }

  private unmapByHand(mapping: StandingMapping | undefined): ByHand | null {
    if (mapping === undefined) return null;
    const pair = { memberId: mapping.memberId, lcvistaUserId: mapping.lcvistaUserId };
    this.mappings = this.mappings.filter((one) => one !== mapping);
    if (!this.blocks.some((block) => isSame(block, pair))) this.blocks.push(pair);
    return { kind: 'unmap', ...pair };
  }

  /** Addresses as they were read last, compared. */
  private readonly read = new Map<string, string | null>();

  /** To be called when everything was read. */
  rememberRead(): void {
    for (const { id, email } of this.people) this.read.set(id, emailKey(email));
  }
}

function pick<Item>(items: readonly Item[], at: number): Item | undefined {
  return items.length === 0 ? undefined : items[at % items.length];
}

function swap(one: { email: string | null } | undefined, other: { email: string | null } | undefined): void {
  if (one === undefined || other === undefined) return;
  [one.email, other.email] = [other.email, one.email];
}

function isSame(one: BlockedPair, other: BlockedPair): boolean {
  return one.memberId === other.memberId && one.lcvistaUserId === other.lcvistaUserId;
}
