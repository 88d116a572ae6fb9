import type { StandInPerson } from '../../../src/demo/stand-in-lcvista/population.js';
import { decideMapping, type MappingDecision } from '../../../src/lcvista/mapping/decide-mapping.js';
import { mappingFlags } from '../../../src/lcvista/mapping/mapping-flags.js';
import type {
  BlockedPair,
  MappingFlag,
  MemberFacts,
  PersonFacts,
  Population,
  StandingMapping,
} from '../../../src/lcvista/mapping/population.js';

/** Somebody of flesh and blood: what no system knows, and the ledger does. */
export interface Human {
  readonly id: number;
  /** The address that is theirs at this moment, whoever has noticed. */
  address: string;
}

export interface LedgerMember {
  readonly id: string;
  readonly human: Human;
  email: string;
  access: MemberFacts['access'];
  deleted: boolean;
}

export interface ReadPerson extends Omit<PersonFacts, 'ignored'> {
  readonly human: Human;
}

/** A complete reading of the site. */
export type Reading = readonly ReadPerson[];

export function keyOf(email: string | null): string | null {
  const key = email?.trim().toLowerCase() ?? '';
  return key === '' ? null : key;
}

/** What is true, and what the rule must have made of it: kept beside the service, without looking at it. */
export class Ledger {
  readonly humans: Human[] = [];
  readonly members: LedgerMember[] = [];
  /** Whose account it is, by LCVista's id. */
  readonly humanOfAccount = new Map<string, Human>();
  /** Humans of whom nothing may change but what a swap of addresses still has to bring. */
  readonly locked = new Set<Human>();
  readonly ignored = new Set<string>();
  /** The last complete reading that was applied. */
  reading: Reading | null = null;
  /** A complete reading that waits for somebody to approve it. */
  held: { readonly runId: string; readonly reading: Reading } | null = null;
  mappings: StandingMapping[] = [];
  blocks: BlockedPair[] = [];
  private addresses = 0;

  constructor(private readonly site: { readonly people: readonly StandInPerson[] }) {}

  human(): Human {
    const human = { id: this.humans.length + 1, address: '' };
    human.address = this.freshAddress(human);
    this.humans.push(human);
    return human;
  }

  freshAddress(human: Human): string {
    this.addresses += 1;
    return `human${human.id}.${this.addresses}@firm.test`;
  }

  /**
   * Whether nobody else has the address in any place from which the rule could take it. It cannot know of two people who
   * had the same address one after the other which of them is meant, so a firm hands on an address only when every system
   * has forgotten who had it before.
   */
  isFree(address: string | null, human: Human): boolean {
    const key = keyOf(address);
    if (key === null) return true;
    const others = [
      ...this.members.filter((member) => member.access !== 'removed' && keyOf(member.email) === key),
      ...[...(this.reading ?? []), ...(this.held?.reading ?? [])].filter(
        (read) => read.isActive && read.emailKey === key,
      ),
      ...this.accountsAt(key),
    ].filter((holder) => holder.human !== human);
    return others.length === 0 && !this.humans.some((other) => other !== human && keyOf(other.address) === key);
  }

  /** What the rule looks at. */
  population(reading = this.reading): Population {
    return {
      people: (reading ?? []).map(({ id, emailKey, isActive, assigned }) => {
        return { id, emailKey, isActive, assigned, ignored: this.ignored.has(id) };
      }),
      members: this.members.map(({ id, email, access }) => ({ id, emailKey: keyOf(email), access })),
      mappings: this.mappings,
      blocks: this.blocks,
    };
  }

  /** Decides what a run makes of a complete reading, and takes it over. */
  applyRun(reading: Reading): MappingDecision {
    const decision = decideMapping(this.population(reading));
    const kept = decision.mappings.filter(({ endedReason }) => endedReason === null);
    const made = [...decision.outcomes].flatMap(([lcvistaUserId, outcome]) =>
      'memberId' in outcome
        ? [{ memberId: outcome.memberId, lcvistaUserId, origin: 'rule' as const, flags: [], seen: null }]
        : [],
    );
    this.mappings = [
      ...kept.map(({ memberId, lcvistaUserId, origin, seen, newFlags }) => {
        return { memberId, lcvistaUserId, origin, seen, flags: newFlags };
      }),
      ...made,
    ];
    this.reading = reading;
    this.held = null;
    return decision;
  }

  /** Flags as of now. */
  flagsOf(mapping: StandingMapping): MappingFlag[] {
    const { people, members } = this.population();
    const person = people.find(({ id }) => id === mapping.lcvistaUserId);
    return mappingFlags(
      mapping,
      person,
      members.find(({ id }) => id === mapping.memberId),
    );
  }

  member(id: string): LedgerMember {
    const found = this.members.find((member) => member.id === id);
    if (found === undefined) throw new Error(`there is no member ${id}`);
    return found;
  }

  /** Whether the two sides are the same human. */
  isTrue({ memberId, lcvistaUserId }: { memberId: string; lcvistaUserId: string }): boolean {
    return this.member(memberId).human === this.humanOfAccount.get(lcvistaUserId);
  }

  /** Assigned, active people of a reading. */
  static eligible(reading: Reading | null): number {
    return (reading ?? []).filter(({ isActive, assigned }) => isActive && assigned).length;
  }

  private accountsAt(key: string): { human: Human | undefined }[] {
    const active = this.site.people.filter((person) => person.isActive && keyOf(person.email) === key);
    return active.map(({ id }) => ({
      human: this.humanOfAccount.get(String(id)) ?? this.humanOfAccount.get(`x-${id}`),
    }));
  }
}
