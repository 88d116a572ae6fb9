import { DomainError } from '../../common/domain-error.js';
import type { ScimAnswer } from '../wire/scim-answer.js';

const attempts = 25;

/**
 * Repeats a write that is decided on what was read, as long as somebody else changes the resource in between.
 *
 * @param what the kind of resource, for the error
 * @param attempt reads, decides and writes; undefined when somebody else was faster
 * @throws DomainError 503 `too-busy` when somebody else was faster every time; whatever an attempt throws
 */
export async function tryUntilWritten(
  what: 'user' | 'group',
  attempt: () => Promise<ScimAnswer | undefined>,
): Promise<ScimAnswer> {
  for (let count = 1; count <= attempts; count += 1) {
    const answer = await attempt();
    if (answer !== undefined) return answer;
  }
  throw new DomainError('unavailable', 'too-busy', `Too many changes of this ${what} at once.`, {
    retryAfterSeconds: 1,
  });
}
