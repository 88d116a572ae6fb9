import { writeEmail } from './directory-events.js';
import { type Human, keyOf, type LedgerMember } from './ledger.js';
import type { TownEvent } from './site-events.js';
import type { Town } from './town.js';

interface Pair {
  readonly human: Human;
  readonly member: LedgerMember;
  readonly account: { readonly id: number; email: string | null };
}

/**
 * Two people exchange their addresses, and the four records follow one by one, over several mornings. Both are mapped, so
 * the pinned mappings must carry them through; nothing else happens to the two meanwhile, since an address that belongs to
 * one person here and to another there is beyond any rule.
 */
export class Swap {
  private steps: (() => Promise<void> | void)[] = [];
  private humans: Human[] = [];
  done = 0;

  get underWay(): boolean {
    return this.humans.length > 0;
  }

  begin(town: Town): boolean {
    if (this.underWay || town.ledger.held !== null) return false;
    const [one, other] = town.chance.shuffled(settledPairs(town));
    if (one === undefined || other === undefined) return false;
    const [mine, yours] = [one.human.address, other.human.address];
    Object.assign(one.human, { address: yours });
    Object.assign(other.human, { address: mine });
    this.humans = [one.human, other.human];
    this.humans.forEach((human) => town.ledger.locked.add(human));
    this.steps = town.chance.shuffled([one, other].flatMap((pair) => stepsOf(town, pair)));
    return true;
  }

  /** One of the records follows, most mornings. */
  readonly goesOn: TownEvent = async (town) => {
    const step = town.chance.happens(0.8) ? this.steps.pop() : undefined;
    await step?.();
    return step !== undefined;
  };

  /** A complete reading was applied: when both sides have followed, the two are people like all others. */
  applied(town: Town): void {
    if (!this.underWay || this.steps.length > 0) return;
    this.humans.forEach((human) => town.ledger.locked.delete(human));
    this.humans = [];
    this.done += 1;
  }
}

function stepsOf(town: Town, { human, member, account }: Pair): (() => Promise<void> | void)[] {
  return [
    () => writeEmail(town, member, human.address),
    () => {
      account.email = human.address;
    },
  ];
}

/** Humans with one member and one account, mapped to each other, whose address everybody has. */
function settledPairs(town: Town): Pair[] {
  const { ledger, site } = town;
  return ledger.mappings.flatMap(({ memberId, lcvistaUserId }) => {
    const member = ledger.member(memberId);
    const { human } = member;
    const account = site.people.find((person) => town.idOf(person) === lcvistaUserId);
    if (account === undefined || town.humanOf(account) !== human || !account.isActive || !town.isAssigned(account)) {
      return [];
    }
    const key = keyOf(human.address);
    const read = ledger.reading?.find(({ id }) => id === lcvistaUserId);
    const agree = [keyOf(member.email), keyOf(account.email), read?.emailKey].every((email) => email === key);
    const alone =
      ledger.members.filter((one) => one.human === human && one.access !== 'removed').length === 1 &&
      site.people.filter((person) => town.humanOf(person) === human).length === 1 &&
      (ledger.reading ?? []).filter((person) => person.human === human).length === 1;
    const eligible = read?.isActive === true && read.assigned;
    return agree && alone && eligible && member.access === 'enrolled' ? [{ human, member, account }] : [];
  });
}
