import type { StandingMapping } from '../../../src/lcvista/mapping/population.js';
import { keyOf, type LedgerMember, type ReadPerson } from './ledger.js';
import type { TownEvent } from './site-events.js';
import type { Town } from './town.js';

const reason = 'an administrator said so';

function free(town: Town, { memberId, lcvistaUserId }: { memberId: string; lcvistaUserId: string }): boolean {
  const { ledger } = town;
  const person = ledger.humanOfAccount.get(lcvistaUserId);
  return !ledger.locked.has(ledger.member(memberId).human) && (person === undefined || !ledger.locked.has(person));
}

/** Maps by hand; one in a while, the wrong two. */
const mapsByHand: TownEvent = async (town) => {
  const { chance, ledger } = town;
  const person = chance.pickSome(ledger.reading ?? []);
  const active = ledger.members.filter(({ access }) => access !== 'removed');
  const own = active.filter(({ human }) => human === person?.human);
  const member = chance.pickSome(chance.happens(0.1) ? active : own);
  if (person === undefined || member === undefined) return false;
  const pair = { memberId: member.id, lcvistaUserId: person.id };
  const mappedSo = ledger.mappings.some((one) => isPair(one, pair) && one.origin === 'hand');
  const standing = ledger.mappings.filter((one) => one.memberId === member.id || one.lcvistaUserId === person.id);
  if (mappedSo || ![pair, ...standing].every((one) => free(town, one))) return false;
  await town.call('POST', '/mappings', { ...pair, reason });
  ledger.mappings = [...ledger.mappings.filter((one) => !standing.includes(one)), made(pair, person, member)];
  ledger.blocks = ledger.blocks.filter((one) => !isPair(one, pair));
  return true;
};

function isPair(one: { memberId: string; lcvistaUserId: string }, other: typeof one): boolean {
  return one.memberId === other.memberId && one.lcvistaUserId === other.lcvistaUserId;
}

function made(
  pair: { memberId: string; lcvistaUserId: string },
  person: ReadPerson,
  member: LedgerMember,
): StandingMapping {
  const inactive = person.isActive ? [] : (['lcvista-user-inactive'] as const);
  const unassigned = person.assigned ? [] : (['not-assigned'] as const);
  const seen = { memberKey: keyOf(member.email), lcvistaKey: person.emailKey };
  return { ...pair, origin: 'hand', flags: [...inactive, ...unassigned], seen };
}

async function endMapping(town: Town, mapping: StandingMapping | undefined): Promise<boolean> {
  if (mapping === undefined) return false;
  const { body } = await town.call('GET', '/mappings?state=active&limit=200');
  const { items } = body as { items: { id: string; memberId: string; lcvistaUserId: string }[] };
  const found = items.find((item) => isPair(item, mapping));
  if (found === undefined) throw new Error(`${JSON.stringify(mapping)} is not in the list`);
  await town.call('DELETE', `/mappings/${found.id}`, { reason });
  const { memberId, lcvistaUserId } = mapping;
  town.ledger.mappings = town.ledger.mappings.filter((one) => one !== mapping);
  town.ledger.blocks = [...town.ledger.blocks, { memberId, lcvistaUserId }];
  return true;
}

const unmapsByHand: TownEvent = (town) =>
  endMapping(town, town.chance.pickSome(town.ledger.mappings.filter((mapping) => free(town, mapping))));

/** Somebody notices that the wrong two were mapped. */
const mendsMistake: TownEvent = (town) => {
  const { ledger } = town;
  return endMapping(
    town,
    ledger.mappings.find((mapping) => !ledger.isTrue(mapping) && free(town, mapping)),
  );
};

/** Support unlinks a sign-in. */
const releasesClaim: TownEvent = async (town) => {
  const { chance, ledger } = town;
  const enrolled = ledger.members.filter(({ access, human }) => access === 'enrolled' && !ledger.locked.has(human));
  const member = chance.pickSome(enrolled);
  if (member === undefined) return false;
  const mapping = ledger.mappings.find(({ memberId }) => memberId === member.id);
  if (mapping !== undefined && !free(town, mapping)) return false;
  await town.call('DELETE', `/members/${member.id}/claim`, { reason });
  member.access = 'invited';
  ledger.mappings = ledger.mappings.filter((one) => one.memberId !== member.id || one.origin === 'hand');
  return true;
};

const ignores: TownEvent = async (town) => {
  const { chance, ledger } = town;
  const mapped = new Set(ledger.mappings.map(({ lcvistaUserId }) => lcvistaUserId));
  const person = chance.pickSome((ledger.reading ?? []).filter(({ id }) => !mapped.has(id)));
  if (person === undefined || ledger.locked.has(person.human)) return false;
  await town.call('POST', `/unmapped/${person.id}/ignore`, { reason });
  ledger.ignored.add(person.id);
  return true;
};

const unignores: TownEvent = async (town) => {
  const person = town.chance.pickSome((town.ledger.reading ?? []).filter(({ id }) => town.ledger.ignored.has(id)));
  if (person === undefined) return false;
  await town.call('DELETE', `/unmapped/${person.id}/ignore`);
  town.ledger.ignored.delete(person.id);
  return true;
};

/** By how often they happen. */
export const adminEvents: readonly (readonly [number, TownEvent])[] = [
  [3, mapsByHand],
  [1, unmapsByHand],
  [2, mendsMistake],
  [1, releasesClaim],
  [1, ignores],
  [2, unignores],
];
