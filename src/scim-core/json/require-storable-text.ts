import { isStorableText } from '../../common/storable-text.js';
import { badRequest } from '../messages/scim-error.js';

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
