import { Keyset, type KeysetColumn } from '../listing/keyset.js';
import type { memberSorts } from './member-query.dto.js';

const byId: KeysetColumn = { sql: 'm.id', type: 'uuid' };
const byName: KeysetColumn = { sql: 'm.name_key', type: 'text' };

/** The orders of the member list over `member m`, each total by the id at its end. */
export const memberOrders: Record<(typeof memberSorts)[number], Keyset> = {
  name: new Keyset([byName, byId], 'asc'),
  email: new Keyset(
    [{ sql: '(m.email_key is null)', type: 'boolean' }, { sql: `coalesce(m.email_key, '')`, type: 'text' }, byId],
    'asc',
  ),
  access: new Keyset([{ sql: 'm.access', type: 'text' }, byName, byId], 'asc'),
  claimedAt: new Keyset([{ sql: `coalesce(m.claimed_at, 'infinity')`, type: 'timestamptz' }, byId], 'asc'),
};

/** The columns of `member m` that an order looks at: no more than these are kept of each hit of a search. */
export const orderedColumns: Record<(typeof memberSorts)[number], string> = {
  name: 'm.id, m.name_key',
  email: 'm.id, m.email_key',
  access: 'm.id, m.name_key, m.access',
  claimedAt: 'm.id, m.claimed_at',
};
