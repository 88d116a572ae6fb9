import { badRequest } from '../messages/scim-error.js';

const UNSTORABLE = /[\0\p{Surrogate}]/u;

/** Whether a text can be kept in PostgreSQL: without NUL and without half a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/**
 * @param text what somebody sent
 * @param where the subject of the sentence in the error
 * @throws ScimError 400 `invalidValue` when the text cannot be stored
 */
export function requireStorableText(text: string, where: string): void {
  if (!isStorableText(text)) {
    throw badRequest('invalidValue', `${where} contains a NUL character or half a surrogate pair.`);
  }
}
