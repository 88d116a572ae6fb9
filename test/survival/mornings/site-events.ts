import type { StandInPerson } from '../../../src/demo/stand-in-lcvista/population.js';
import type { Human } from './ledger.js';
import { catalogGroups, type Town } from './town.js';

/** What happens in a town, or cannot happen at this moment. @returns whether it did */
export type TownEvent = (town: Town) => Promise<boolean> | boolean;

/** More people than this are not on the site: a thousand mornings should stay a firm. */
const mostAccounts = 45;

/** The same address, as different systems write it. */
export function written(town: Town, address: string): string {
  return town.chance.pick([address, address, address, address.toUpperCase(), ` ${address} `]);
}

function accounts(town: Town, which: (person: StandInPerson) => boolean = () => true): StandInPerson[] {
  return town.site.people.filter((person) => !town.ledger.locked.has(town.humanOf(person)) && which(person));
}

function someGroups(town: Town): readonly number[] {
  return town.chance.pick([[catalogGroups[0]], [catalogGroups[1]], catalogGroups]);
}

/** Opens an account on the site, most often assigned. */
export function openAccount(town: Town, human: Human, more: Partial<StandInPerson> = {}): StandInPerson {
  const account = town.site.addPerson({ id: nextAccountId(town), email: written(town, human.address), ...more });
  town.ledger.humanOfAccount.set(town.idOf(account), human);
  town.assign(account, town.chance.happens(0.9) ? someGroups(town) : []);
  if (town.chance.happens(0.3)) town.site.people = town.chance.shuffled(town.site.people);
  return account;
}

/** Ids are never given again. */
function nextAccountId(town: Town): number {
  return 5_000 + town.ledger.humanOfAccount.size;
}

const opens: TownEvent = (town) => {
  const has = new Set(town.site.people.map((person) => town.humanOf(person)));
  const human = town.chance.pickSome(
    town.ledger.humans.filter((human) => !has.has(human) && !town.ledger.locked.has(human)),
  );
  if (human === undefined || has.size >= mostAccounts || !town.ledger.isFree(human.address, human)) return false;
  openAccount(town, human);
  return true;
};

const leaves: TownEvent = (town) => {
  const person = town.chance.pickSome(accounts(town));
  if (person === undefined) return false;
  town.site.removePerson(person.id);
  return true;
};

const isDisabled: TownEvent = (town) => {
  const person = town.chance.pickSome(accounts(town, ({ isActive }) => isActive));
  if (person !== undefined) person.isActive = false;
  return person !== undefined;
};

const comesBack: TownEvent = (town) => {
  const person = town.chance.pickSome(accounts(town, ({ isActive }) => !isActive));
  if (person === undefined || !town.ledger.isFree(person.email, town.humanOf(person))) return false;
  person.isActive = true;
  return true;
};

const isAssigned: TownEvent = (town) => {
  const person = town.chance.pickSome(accounts(town));
  if (person !== undefined) town.assign(person, town.isAssigned(person) ? [] : someGroups(town));
  return person !== undefined;
};

const isRenamed: TownEvent = (town) => {
  const person = town.chance.pickSome(accounts(town));
  if (person !== undefined) person.lastName = `Name${town.chance.below(1_000)}`;
  return person !== undefined;
};

/** The site notices, sooner or later, what somebody's address is now; at times it has none. */
const followsAddress: TownEvent = (town) => {
  const person = town.chance.pickSome(accounts(town));
  if (person === undefined) return false;
  const human = town.humanOf(person);
  if (!town.ledger.isFree(human.address, human)) return false;
  person.email = town.chance.happens(0.05) ? town.chance.pick([null, '', ' ']) : written(town, human.address);
  return true;
};

/** Two accounts of one human become one: the old one is disabled, the new one has the address. */
const isMerged: TownEvent = (town) => {
  const old = town.chance.pickSome(accounts(town, ({ isActive }) => isActive));
  if (old === undefined || !town.ledger.isFree(town.humanOf(old).address, town.humanOf(old))) return false;
  old.isActive = false;
  openAccount(town, town.humanOf(old));
  return true;
};

/** A second active account of one human with the same address, until somebody disables one. */
const isDoubled: TownEvent = (town) => {
  const twin = town.chance.pickSome(accounts(town, ({ isActive, email }) => isActive && email !== null));
  if (twin === undefined || town.site.people.length >= mostAccounts) return false;
  openAccount(town, town.humanOf(twin), { email: twin.email });
  return true;
};

const doubleIsDisabled: TownEvent = (town) => {
  const active = accounts(town, ({ isActive }) => isActive);
  const doubles = active.filter((person) => active.some((other) => other !== person && sameHuman(town, other, person)));
  const person = town.chance.pickSome(doubles);
  if (person !== undefined) person.isActive = false;
  return person !== undefined;
};

function sameHuman(town: Town, one: StandInPerson, other: StandInPerson): boolean {
  return town.humanOf(one) === town.humanOf(other);
}

/** Somebody whom the site does not show is in a group. */
const strangerIsAssigned: TownEvent = (town) => {
  town.site.groups.set(catalogGroups[0], [...town.groupOf(catalogGroups[0]), 900_000 + town.chance.below(1_000)]);
  return true;
};

/** By how often they happen. */
export const siteEvents: readonly (readonly [number, TownEvent])[] = [
  [6, opens],
  [2, leaves],
  [3, isDisabled],
  [3, comesBack],
  [4, isAssigned],
  [2, isRenamed],
  [8, followsAddress],
  [2, isMerged],
  [1, isDoubled],
  [3, doubleIsDisabled],
  [1, strangerIsAssigned],
];
