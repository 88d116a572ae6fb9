import { invalidField } from '../../common/domain-error.js';

const longestKey = 200;

/**
 * A key as it may go into a header.
 *
 * @throws DomainError `validation-failed` naming `apiKey`; the message does not repeat the key
 */
export function parseApiKey(apiKey: unknown): string {
  if (typeof apiKey !== 'string' || apiKey === '') throw invalidField('apiKey', 'must be a text');
  if (apiKey.length > longestKey) throw invalidField('apiKey', `must not be longer than ${longestKey} characters`);
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw invalidField('apiKey', 'must be plain ASCII without spaces');
  return apiKey;
}
