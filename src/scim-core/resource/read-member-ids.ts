import { isJsonObject, membersByLowerName, type JsonValue } from '../json/json-value.js';
import { requireStorableText } from '../json/require-storable-text.js';
import { badRequest, type ScimError } from '../messages/scim-error.js';

/** More members than this in one request are refused. */
export const MAX_MEMBER_IDS = 100_000;
const MAX_ID_LENGTH = 256;

/**
 * Reads the ids out of a member list in the shapes that occur: a list of `{ "value": id }` (with `"$ref": null` beside
 * it), one such object, a bare id.
 *
 * @param raw the value as sent
 * @returns the ids, each once, in the order sent
 * @throws ScimError 400 `invalidValue` for everything that is no member, so that nothing is mistaken for "all"
 */
export function readMemberIds(raw: JsonValue): string[] {
  const members = Array.isArray(raw) ? raw : [raw];
  if (members.length > MAX_MEMBER_IDS) throw tooManyMembers();
  return [...new Set(members.map(readMemberId))];
}

/** The refusal of more than `MAX_MEMBER_IDS` members in one request. */
export function tooManyMembers(): ScimError {
  return badRequest('invalidValue', `One request can name at most ${MAX_MEMBER_IDS} members.`);
}

function readMemberId(raw: JsonValue): string {
  if (!isJsonObject(raw)) return requireId(raw);
  const fields = membersByLowerName(raw);
  const type = fields.get('type') ?? null;
  if (type !== null && type !== '' && !(typeof type === 'string' && type.toLowerCase() === 'user')) {
    throw badRequest('invalidValue', "Only users can be members: 'members.type' must be 'User' or left out.");
  }
  return requireId(fields.get('value') ?? null);
}

function requireId(id: JsonValue): string {
  if (typeof id !== 'string' || id === '' || id.length > MAX_ID_LENGTH) {
    throw badRequest('invalidValue', "Every entry of 'members' must have the id of a user as its 'value'.");
  }
  requireStorableText(id, "'members.value'");
  return id;
}
