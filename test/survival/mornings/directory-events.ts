import { type Human, keyOf, type LedgerMember } from './ledger.js';
import { type TownEvent, written } from './site-events.js';
import type { Town } from './town.js';

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** More members than this are not there at a time. */
const mostMembers = 40;

function members(town: Town, which: (member: LedgerMember) => boolean): LedgerMember[] {
  return town.ledger.members.filter((member) => !town.ledger.locked.has(member.human) && which(member));
}

/** The directory creates somebody. */
export async function provision(town: Town, human: Human, email = human.address): Promise<LedgerMember> {
  const number = town.ledger.members.length + 1;
  const { body } = await town.scim('POST', '/Users', {
    schemas: [userSchema],
    userName: `user${number}@directory.test`,
    externalId: `object-${number}`,
    displayName: `Human ${human.id}`,
    active: true,
    emails: [{ type: 'work', primary: true, value: email }],
  });
  const member: LedgerMember = { id: (body as { id: string }).id, human, email, access: 'invited', deleted: false };
  town.ledger.members.push(member);
  return member;
}

export async function claim(town: Town, member: LedgerMember): Promise<void> {
  await town.signIn(member.human, member.email.trim());
  member.access = 'enrolled';
}

/** The directory notices an address. */
export async function writeEmail(town: Town, member: LedgerMember, email: string): Promise<void> {
  await patch(town, member, { op: 'Replace', path: 'emails[type eq "work"].value', value: email });
  member.email = email;
}

async function patch(town: Town, { id }: LedgerMember, operation: object): Promise<void> {
  await town.scim('PATCH', `/Users/${id}`, { schemas: [patchSchema], Operations: [operation] });
}

const active = ({ access }: LedgerMember): boolean => access !== 'removed';

const joins: TownEvent = async (town) => {
  if (town.ledger.members.filter(active).length >= mostMembers) return false;
  const human = town.ledger.human();
  if (town.chance.happens(0.3)) inherit(town, human);
  await provision(town, human, written(town, human.address).trim());
  return true;
};

/** Somebody new is given the address of somebody who has left, when no system knows that one by it any more. */
function inherit(town: Town, heir: Human): void {
  const { ledger } = town;
  const left = ledger.humans.filter(
    (human) =>
      human !== heir &&
      !ledger.locked.has(human) &&
      !ledger.members.some((member) => member.human === human && active(member)),
  );
  const former = town.chance.pickSome(left);
  if (former === undefined) return;
  const { address } = former;
  former.address = ledger.freshAddress(former);
  if (ledger.isFree(address, heir)) heir.address = address;
}

const comesAgain: TownEvent = async (town) => {
  const { ledger } = town;
  const gone = members(town, ({ deleted }) => deleted).map(({ human }) => human);
  const human = town.chance.pickSome(
    gone.filter((human) => !ledger.members.some((member) => member.human === human && active(member))),
  );
  if (human === undefined || ledger.members.filter(active).length >= mostMembers) return false;
  if (!ledger.isFree(human.address, human)) return false;
  await provision(town, human);
  return true;
};

/** A second record of one human, with the same address. */
const isDoubled: TownEvent = async (town) => {
  const member = town.chance.pickSome(members(town, active));
  if (member === undefined || town.ledger.members.filter(active).length >= mostMembers) return false;
  await provision(town, member.human, member.email);
  return true;
};

const doubleIsDeleted: TownEvent = async (town) => {
  const all = members(town, active);
  const doubles = all.filter((member) => all.some((other) => other !== member && other.human === member.human));
  return removeForGood(town, town.chance.pickSome(doubles));
};

const isDeleted: TownEvent = (town) => removeForGood(town, town.chance.pickSome(members(town, active)));

async function removeForGood(town: Town, member: LedgerMember | undefined): Promise<boolean> {
  if (member === undefined) return false;
  await town.scim('DELETE', `/Users/${member.id}`);
  Object.assign(member, { access: 'removed', deleted: true });
  return true;
}

const isDeactivated: TownEvent = async (town) => {
  const member = town.chance.pickSome(members(town, active));
  if (member === undefined) return false;
  await patch(town, member, { op: 'Replace', path: 'active', value: 'False' });
  member.access = 'removed';
  return true;
};

const isRestored: TownEvent = async (town) => {
  const member = town.chance.pickSome(members(town, ({ access, deleted }) => access === 'removed' && !deleted));
  if (member === undefined || !town.ledger.isFree(member.email, member.human)) return false;
  await patch(town, member, { op: 'Replace', path: 'active', value: 'True' });
  const { body } = await town.call('GET', `/members/${member.id}`);
  member.access = (body as { userId: string | null }).userId === null ? 'invited' : 'enrolled';
  return true;
};

const isRenamed: TownEvent = async (town) => {
  const member = town.chance.pickSome(members(town, ({ deleted }) => !deleted));
  if (member === undefined) return false;
  await patch(town, member, { op: 'Replace', path: 'displayName', value: `Name ${town.chance.below(1_000)}` });
  return true;
};

const signsIn: TownEvent = async (town) => {
  const invited = members(town, ({ access }) => access === 'invited');
  const member = town.chance.pickSome(invited.filter((one) => isOnlyOne(town, one)));
  if (member !== undefined) await claim(town, member);
  return member !== undefined;
};

/** Two members with one address cannot be told apart at a sign-in. */
function isOnlyOne({ ledger }: Town, member: LedgerMember): boolean {
  return !ledger.members.some(
    (other) => other !== member && active(other) && keyOf(other.email) === keyOf(member.email),
  );
}

/** Somebody has another address from now on; the systems notice when they do. */
const moves: TownEvent = async (town) => {
  const human = town.chance.pickSome(town.ledger.humans.filter((one) => !town.ledger.locked.has(one)));
  if (human === undefined) return false;
  human.address = town.ledger.freshAddress(human);
  return followsAddress(town);
};

const followsAddress: TownEvent = async (town) => {
  const late = members(town, (one) => active(one) && keyOf(one.email) !== keyOf(one.human.address));
  const member = town.chance.pickSome(late);
  if (member === undefined || !town.ledger.isFree(member.human.address, member.human)) return false;
  await writeEmail(town, member, written(town, member.human.address).trim());
  return true;
};

/** By how often they happen. */
export const directoryEvents: readonly (readonly [number, TownEvent])[] = [
  [6, joins],
  [2, comesAgain],
  [1, isDoubled],
  [3, doubleIsDeleted],
  [2, isDeleted],
  [3, isDeactivated],
  [3, isRestored],
  [2, isRenamed],
  [8, signsIn],
  [3, moves],
  [4, followsAddress],
];
