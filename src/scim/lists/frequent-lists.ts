import type { Statement } from '../../database/statement.js';
import type { Filter } from '../../scim-core/filter/filter.js';
import { wantedValue } from '../filter/filter-to-sql.js';
import type { ListRequest } from './list-request.js';
import type { ListedType } from './listed-type.js';

/**
 * The look-ups of directories: their texts are few, so that each is prepared once per connection. Their limit is always
 * the largest page: with one that varies PostgreSQL would plan each call anew, at ten times the cost of the call.
 */
export function isFrequent({ filter, sort, after, offset }: ListRequest): boolean {
  return sort === null && after === null && offset === 0 && filter !== null && isLookUp(filter);
}

function isLookUp(filter: Filter): boolean {
  if (filter.kind === 'compare') return filter.operator === 'eq' && lookedUp.has(filter.target.name);
  return (
    filter.kind === 'element' &&
    filter.target.name === 'emails' &&
    filter.filter.kind === 'and' &&
    filter.filter.filters.length === 2 &&
    filter.filter.filters.every((part) => part.kind === 'compare' && part.operator === 'eq')
  );
}

const lookedUp: ReadonlySet<string> = new Set([
  'id',
  'userName',
  'externalId',
  'displayName',
  'emails.value',
  'groups.value',
  'members.value',
]);

/** Whether the hits of a frequent list are a handful of users at most, so that nobody waits long behind its statement. */
export function findsFew({ heldApart }: ListedType, request: ListRequest): boolean {
  const { filter } = request;
  if (heldApart !== 'groups' || filter === null || !isFrequent(request)) return false;
  // Of an address's type alone there are as many as there are users.
  if (filter.kind === 'element') return wantedValue(filter.filter) !== undefined;
  return filter.kind === 'compare' && namingOne.has(filter.target.name);
}

const namingOne: ReadonlySet<string> = new Set(['id', 'userName', 'externalId', 'emails.value']);

const preparedStatements = new Map<string, Statement>();

/** The prepared statement with this text, which begins to be one when it is asked for the first time. */
export function preparedList(text: string): Statement {
  const known = preparedStatements.get(text);
  if (known !== undefined) return known;
  const fresh = { name: `frequent-list-${preparedStatements.size + 1}`, text };
  preparedStatements.set(text, fresh);
  return fresh;
}
