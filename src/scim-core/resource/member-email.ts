import { isJsonObject, type JsonObject } from '../json/json-value.js';
import { isTombstone } from './tombstone.js';

const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/**
 * The address by which a member is claimed and mapped: the primary e-mail, else the one for work, else the first, else
 * the user name when it has the form of an address and is no tombstone.
 *
 * @param resource a stored user
 * @returns the address as the directory sent it, or null when there is none
 */
export function memberEmailOf(resource: JsonObject): string | null {
  const emails = emailsOf(resource);
  const chosen =
    emails.find(({ primary }) => primary === true) ??
    emails.find(({ type }) => typeof type === 'string' && type.toLowerCase() === 'work') ??
    emails[0];
  if (typeof chosen?.['value'] === 'string') return chosen['value'];
  const userName = resource['userName'];
  return typeof userName === 'string' && ADDRESS.test(userName) && !isTombstone(userName) ? userName : null;
}

/** The e-mails that say something: an entry without an address, or with a blank one, cannot be the member's. */
function emailsOf(resource: JsonObject): JsonObject[] {
  const emails = resource['emails'];
  if (!Array.isArray(emails)) return [];
  return emails.filter(isJsonObject).filter(({ value }) => typeof value === 'string' && value.trim() !== '');
}
