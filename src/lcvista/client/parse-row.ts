import { madeStorable } from './made-storable.js';
import { excerpt, unreadable } from './page-fault.js';
import { isObject, keysOf, kindOf } from './parse-page.js';
import type { WireProfile } from './wire-profile.js';

/** A person as a site has it, in Muster's names. */
export interface LcvistaPerson {
  /** LCVista's own id, as text whatever it was on the wire */
  readonly id: string;
  readonly username: string;
  /** as it stands there; null when there is none */
  readonly email: string | null;
  readonly firstName: string;
  readonly lastName: string;
  readonly isActive: boolean;
  /** ISO 8601 in UTC; null when the site says nothing readable */
  readonly created: string | null;
}

export interface LcvistaCatalog {
  readonly id: string;
  readonly name: string;
  /** ids of the user groups that see the catalog */
  readonly userGroups: readonly string[];
}

/** Longer texts are no names or addresses, and would not fit an index. */
const longestText = 512;

/**
 * Reads one row of the list of people. Extra keys are kept out. Id, username, e-mail and the active flag must be there:
 * a wrong name for one of them would otherwise quietly unmap everybody. Names and the date may be missing.
 *
 * @throws LcvistaError `lcvista-unreadable` naming the row, the key and the keys that are there
 */
export function parsePerson(row: unknown, names: WireProfile['person'], url: URL): LcvistaPerson {
  const id = idOf(required(row, names.id, 'a person', url), names.id, url);
  const what = `person ${id}`;
  const isActive = required(row, names.isActive, what, url);
  if (typeof isActive !== 'boolean') throw wrong(what, names.isActive, 'true or false', isActive, url);
  const text = (name: string): string => textOf(optional(row, name), name, what, url);
  required(row, names.email, what, url);
  required(row, names.username, what, url);
  const email = text(names.email);
  return {
    id,
    username: text(names.username),
    email: email.trim() === '' ? null : email,
    firstName: text(names.firstName),
    lastName: text(names.lastName),
    isActive,
    created: instantOf(optional(row, names.created)),
  };
}

/** @throws LcvistaError `lcvista-unreadable` */
export function parseCatalog(row: unknown, names: WireProfile['catalog'], url: URL): LcvistaCatalog {
  const id = idOf(required(row, names.id, 'a catalog', url), names.id, url);
  const what = `catalog ${id}`;
  const groups = required(row, names.userGroups, what, url);
  if (!Array.isArray(groups)) throw wrong(what, names.userGroups, 'a list of ids', groups, url);
  return {
    id,
    name: textOf(required(row, names.name, what, url), names.name, what, url),
    userGroups: [...new Set(groups.map((group: unknown) => idOf(group, names.userGroups, url)))],
  };
}

/** @returns the id of the person who is the member; @throws LcvistaError `lcvista-unreadable` */
export function parseMember(row: unknown, names: WireProfile['member'], url: URL): string {
  return idOf(required(row, names.person, 'a member', url), names.person, url);
}

function required(row: unknown, name: string, what: string, url: URL): unknown {
  if (!isObject(row)) throw unreadable(url, `${what} is not an object but ${kindOf(row)}`);
  if (!Object.hasOwn(row, name)) throw unreadable(url, `${what} without "${name}"; it has ${keysOf(row)}`);
  return row[name];
}

function optional(row: unknown, name: string): unknown {
  return isObject(row) && Object.hasOwn(row, name) ? row[name] : null;
}

/** Numbers past 2^53 are refused: they arrive rounded, so two people could share one. */
function idOf(value: unknown, name: string, url: URL): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value) && !/^\.{1,2}$/.test(value)) return value;
  const found = typeof value === 'string' || typeof value === 'number' ? `"${excerpt(String(value))}"` : kindOf(value);
  throw unreadable(url, `"${name}" is no usable id but ${found}`);
}

function textOf(value: unknown, name: string, what: string, url: URL): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw wrong(what, name, 'a text', value, url);
  if (value.length > longestText)
    throw unreadable(url, `"${name}" of ${what} is longer than ${longestText} characters`);
  return madeStorable(value);
}

/** Without an offset it is taken as UTC, never as the time of the machine that reads it. */
function instantOf(value: unknown): string | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value) || value.length > 40) return null;
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(value) || !value.includes('T') ? value : `${value}Z`;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

function wrong(what: string, name: string, wanted: string, value: unknown, url: URL): Error {
  return unreadable(url, `"${name}" of ${what} is not ${wanted} but ${kindOf(value)}`);
}
