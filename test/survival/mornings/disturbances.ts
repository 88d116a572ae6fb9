import type { Reading } from './ledger.js';
import { openAccount } from './site-events.js';
import type { Swap } from './swap.js';
import { catalogGroups, type Town } from './town.js';

/** Something about the site that is no fault of its server: it is over when the morning is. */
export interface Disturbance {
  readonly name: string;
  /** What the run fails with while it lasts; null: it succeeds, or is held. */
  readonly code: string | null;
  /** What a complete reading brings, which may be neither what was there before nor what is there afterwards. */
  readonly reading: () => Reading;
  /** Aborted while the run reads: the process goes down. */
  readonly stop?: AbortSignal;
  readonly end: () => void;
}

type Kind = (town: Town) => Disturbance | null;

const pageSize = 7;

const rowsMoveIn: Kind = (town) => {
  const read = town.look();
  const has = new Set(read.map(({ human }) => human));
  const newcomer = town.ledger.humans.find(
    (human) => !has.has(human) && !town.ledger.locked.has(human) && town.ledger.isFree(human.address, human),
  );
  if (newcomer === undefined) return null;
  onSecondPage(town, () => {
    const others = [...town.site.people];
    const account = openAccount(town, newcomer);
    town.assign(account, []);
    town.site.people = [account, ...others];
  });
  return { name: 'rows move in', code: null, reading: () => read, end: () => restore(town) };
};

/** Somebody leaves the first page, so whoever moves up to it is on no page: gone until tomorrow. */
const rowsMoveOut: Kind = (town) => {
  let read = town.look();
  const [first] = read;
  const missed = read[pageSize];
  if (read.length < pageSize + 2 || first === undefined || missed === undefined) return null;
  if ([first, missed].some(({ human }) => town.ledger.locked.has(human))) return null;
  onSecondPage(town, () => {
    town.site.people.splice(0, 1);
    read = read.filter((person) => person !== missed);
  });
  return { name: 'rows move out', code: null, reading: () => read, end: () => restore(town) };
};

const otherPageSize: Kind = (town) => {
  town.site.pageSize = 1 + town.chance.below(20);
  return lookedAt(town, 'another page size');
};

const bareArrays: Kind = (town) => {
  town.site.manner.bareArrays = true;
  return lookedAt(town, 'bare arrays');
};

const emptySite: Kind = (town) => {
  const people = town.site.people;
  town.site.people = [];
  return lookedAt(town, 'an empty site', null, () => (town.site.people = people));
};

const emptyGroup: Kind = (town) => {
  const group = town.chance.pick(catalogGroups);
  const ids = town.groupOf(group);
  town.site.groups.set(group, []);
  return lookedAt(town, 'an empty group', null, () => town.site.groups.set(group, ids));
};

const catalogIsGone: Kind = (town) => {
  const catalogs = town.site.catalogs;
  town.site.catalogs = catalogs.filter(({ name }) => name !== 'lumiq');
  return lookedAt(town, 'a missing catalog', 'catalog-not-found', () => (town.site.catalogs = catalogs));
};

const catalogIsDoubled: Kind = (town) => {
  const catalogs = town.site.catalogs;
  town.site.catalogs = [...catalogs, { id: 99, name: 'LUMIQ', userGroups: [] }];
  return lookedAt(town, 'a second catalog', 'catalog-ambiguous', () => (town.site.catalogs = catalogs));
};

const keyIsRevoked: Kind = (town) => {
  const { apiKey } = town.site;
  town.site.apiKey = 'another';
  return lookedAt(town, 'a revoked key', 'lcvista-unauthorized', () => (town.site.apiKey = apiKey));
};

const processStops: Kind = (town) => {
  const stop = new AbortController();
  onSecondPage(town, () => stop.abort(new Error('the process goes down')));
  return { ...lookedAt(town, 'a process that stops'), stop: stop.signal };
};

const harmless = [rowsMoveIn, otherPageSize, bareArrays, catalogIsGone, catalogIsDoubled, keyIsRevoked, processStops];
const unmapping = [rowsMoveOut, emptySite, emptySite, emptyGroup, emptyGroup];

/** One morning in three. While two people swap addresses, nothing that takes mappings away from everybody. */
export function disturb(town: Town, swap: Swap): Disturbance | null {
  if (!town.chance.happens(1 / 3)) return null;
  return town.chance.pick(swap.underWay ? harmless : [...harmless, ...unmapping])(town);
}

function lookedAt(town: Town, name: string, code: string | null = null, undo?: () => void): Disturbance {
  const end = (): void => {
    undo?.();
    restore(town);
  };
  return { name, code, reading: () => town.look(), end };
}

function onSecondPage(town: Town, work: () => void): void {
  let done = false;
  town.site.beforeAnswer = ({ endpoint, page }) => {
    if (done || endpoint !== 'people' || page !== 2) return;
    done = true;
    work();
  };
}

function restore(town: Town): void {
  town.site.beforeAnswer = () => undefined;
  town.site.pageSize = pageSize;
  town.site.manner.bareArrays = false;
}
