import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';

/** Keys of other advisory locks differ in their first half. */
const lockMappingsOfTenant = statement(
  'lock-mappings',
  `select pg_advisory_xact_lock(721844, hashtext($1::uuid::text))`,
);

const tryToLockMappingsOfTenant = statement(
  'try-to-lock-mappings',
  `select pg_try_advisory_xact_lock(721844, hashtext($1::uuid::text)) as locked`,
);

/**
 * One at a time decides about an organization's mappings: a run that carries out its plan, or an admin by hand. Held until
 * the transaction ends.
 */
export async function lockMappings(scope: TenantScope): Promise<void> {
  await scope.query(lockMappingsOfTenant);
}

/** The same without waiting. @returns whether the lock is held now */
export async function tryLockMappings(scope: TenantScope): Promise<boolean> {
  const [row] = await scope.query<{ locked: boolean }>(tryToLockMappingsOfTenant);
  return row?.locked === true;
}
