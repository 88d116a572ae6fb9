import { DomainError } from '../../common/domain-error.js';
import type { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import type { ScimAnswer } from '../wire/scim-answer.js';

/** Tries without a lock; a writer that lost so often meets a crowd, and no luck is owed to anybody. */
const freeAttempts = 4;

const locks = {
  user: statement('lock-contended-user', 'select from member where organization_id = $1 and id = $2 for no key update'),
  group: statement(
    'lock-contended-group',
    'select from cohort where organization_id = $1 and id = $2 for no key update',
  ),
};

/** Which resource is written. */
export interface WriteTarget {
  readonly what: 'user' | 'group';
  readonly organizationId: string;
  readonly id: string;
}

/**
 * Repeats a write that is decided on what was read, as long as somebody else changes the resource in between. After a
 * few tries it holds the row, so that the last try cannot lose: writers of other processes wait for it.
 *
 * @param attempt reads, decides and writes in the scope; undefined when somebody else was faster
 * @throws DomainError 503 `too-busy` when the row changed under the lock, which only a defect can bring about; whatever
 *   an attempt throws
 */
export async function tryUntilWritten(
  database: Database,
  { what, organizationId, id }: WriteTarget,
  attempt: (scope: TenantScope) => Promise<ScimAnswer | undefined>,
): Promise<ScimAnswer> {
  for (let count = 1; count <= freeAttempts; count += 1) {
    const answer = await attempt(database.tenant(organizationId));
    if (answer !== undefined) return answer;
  }
  return database.tenantTransaction(organizationId, async (scope) => {
    await scope.query(locks[what], [id]);
    const answer = await attempt(scope);
    if (answer !== undefined) return answer;
    throw new DomainError('unavailable', 'too-busy', `Too many changes of this ${what} at once.`, {
      retryAfterSeconds: 1,
    });
  });
}
