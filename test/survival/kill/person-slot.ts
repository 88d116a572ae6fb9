/** What a client knows of a person of the directory. */
export interface KnownPerson {
  readonly displayName: string;
  readonly active: boolean;
  readonly inGroup: boolean;
  readonly claimed: boolean;
}

/** A person as the rows tell. */
export interface StoredPerson extends KnownPerson {
  readonly id: string;
  readonly userId: string | null;
}

/** null: there is no such person (any more). */
export type Known = KnownPerson | null;

/**
 * One person's place in the directory, written by one client after the other, and what was acknowledged of it. While a
 * request is without an answer, either outcome is right, but nothing else.
 */
export class PersonSlot {
  id: string | null = null;
  known: Known = null;
  /** Who signed in, since the first acknowledged sign-in: never another user. */
  userId: string | null = null;
  /** Members of this person whose deletion was acknowledged. */
  readonly deleted: string[] = [];
  private pending: { readonly outcome: Known } | null = null;

  constructor(readonly userName: string) {}

  get unanswered(): boolean {
    return this.pending !== null;
  }

  asked(outcome: Known): void {
    this.pending = { outcome };
  }

  /** The answer said yes. @param id of a new member */
  acknowledged(id?: string): void {
    if (this.pending === null) throw new Error('nothing was asked');
    this.settle(this.pending.outcome, id ?? this.id);
  }

  /** @returns what was lost, doubled or made up; afterwards the slot is as stored */
  compare(stored: readonly StoredPerson[]): string[] {
    const [person = null, second] = stored;
    if (second !== undefined) return [`${this.userName} is there ${stored.length} times`];
    const right = [this.known, ...(this.pending === null ? [] : [this.pending.outcome])];
    const faults = right.some((known) => isThe(known, person)) ? [] : [this.tell(person, right)];
    if (person !== null && this.known !== null && person.id !== this.id)
      faults.push(`${this.userName} is another member`);
    if (this.userId !== null && person?.userId != null && person.userId !== this.userId)
      faults.push(`${this.userName} is another user`);
    this.userId ??= person?.userId ?? null;
    this.settle(person, person?.id ?? this.id);
    return faults;
  }

  private settle(known: Known, id: string | null): void {
    if (known === null && this.known !== null && this.id !== null) this.deleted.push(this.id);
    this.id = known === null ? null : id;
    this.known = known;
    this.pending = null;
  }

  private tell(person: StoredPerson | null, right: readonly Known[]): string {
    return `${this.userName} is ${JSON.stringify(person)}, not ${right.map((known) => JSON.stringify(known)).join(' or ')}`;
  }
}

function isThe(known: Known, stored: StoredPerson | null): boolean {
  if (known === null || stored === null) return known === stored;
  const { displayName, active, inGroup, claimed } = stored;
  return (
    displayName === known.displayName &&
    active === known.active &&
    inGroup === known.inGroup &&
    claimed === known.claimed
  );
}
