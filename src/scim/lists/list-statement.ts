import type { Statement } from '../../database/statement.js';
import type { Filter } from '../../scim-core/filter/filter.js';
import { MAX_PAGE_SIZE } from '../../scim-core/messages/paging.js';
import type { Sort } from '../../scim-core/messages/sort.js';
import { filterToSql } from '../filter/filter-to-sql.js';
import { sortToSql } from '../filter/sort-to-sql.js';
import { SqlParameters } from '../filter/sql-parameters.js';
import type { ScimLocations } from '../scim-locations.js';
import type { ListKey } from './list-key.js';
import type { ListedType } from './listed-type.js';
import { fittingPage } from './page-weight.js';

/** Which resources, in which order, and which stretch of them. */
export interface ListRequest {
  readonly filter: Filter | null;
  readonly sort: Sort | null;
  /** The last resource of the page before (by cursor); null: from the beginning. */
  readonly after: ListKey | null;
  readonly offset: number;
  readonly limit: number;
  /** Whether groups or members are shown. */
  readonly withHeldApart: boolean;
}

/**
 * The statement for a list that is filtered or sorted. The hits are found first, narrow and once, counted, and only the
 * rows of the page are looked up; it may answer more than `limit` rows. The filter stands in brackets beside the tenant, which it cannot reach.
 */
export function listStatement(
  listed: ListedType,
  request: ListRequest,
  locations: ScimLocations,
): { statement: Statement | string; values: readonly unknown[] } {
  const parameters = new SqlParameters();
  const { table, row } = listed;
  const place = listed.place(locations);
  const condition = request.filter === null ? '' : `and (${filterToSql(request.filter, place, parameters)})`;
  const key = request.sort === null ? 'null::text' : sortToSql(request.sort, place, parameters);
  const order = orderOf(request.sort);
  const frequent = isFrequent(request);
  const text = `with hits as materialized (
      select ${row}.seq, ${row}.id, ${key} as sort_key from ${table} ${row} where ${listed.visible} ${condition}
    ), page as (
      select seq, id, sort_key from hits where ${afterToSql(request, parameters)} order by ${order}
      ${frequent ? `limit ${MAX_PAGE_SIZE}` : stretchOf(request, parameters)}
    ), ${fittingOf(listed, request.withHeldApart, order)}
    select (select count(*) from hits) as total, (select count(*) from page) as paged, shown.*
    from (select 1) as one left join lateral (
      select page.seq, page.sort_key, ${shownColumns(listed, request.withHeldApart, locations, parameters)}
      from fitting as page join ${table} ${row} on ${row}.organization_id = $1 and ${row}.id = page.id
    ) as shown on true
    order by ${order}`;
  return { statement: frequent ? prepared(text, findsFew(listed, request)) : text, values: parameters.values };
}

/** The columns of a row as it is shown; the address that references begin with is added where it is needed. */
export function shownColumns(
  listed: ListedType,
  withHeldApart: boolean,
  { base }: ScimLocations,
  parameters: SqlParameters,
): string {
  return listed.columns(withHeldApart, listed.refers(withHeldApart) ? parameters.add(base, 'text') : 'null');
}

/** The rows of `page` that are shown: all of them, unless members make them heavy. */
export function fittingOf({ heldApart }: ListedType, withHeldApart: boolean, order: string): string {
  return heldApart === 'members' && withHeldApart ? fittingPage(order, 'true') : 'fitting as (select * from page)';
}

function stretchOf({ offset, limit }: ListRequest, parameters: SqlParameters): string {
  return `offset ${parameters.add(offset, 'bigint')} limit ${parameters.add(limit, 'bigint')}`;
}

/** The order of the hits; `seq` or `id` makes it total. */
export function orderOf(sort: Sort | null): string {
  if (sort === null) return 'seq';
  return sort.descending ? 'sort_key collate "C" desc nulls first, id' : 'sort_key collate "C" nulls last, id';
}

/** The condition that a hit comes after the last one of the page before. */
export function afterToSql({ sort, after }: Pick<ListRequest, 'sort' | 'after'>, parameters: SqlParameters): string {
  if (after === null) return 'true';
  if (sort === null) return `seq > ${parameters.add(after.seq, 'bigint')}`;
  const later = `id > ${parameters.add(after.id, 'uuid')}`;
  if (after.sortKey === null) {
    return sort.descending
      ? `(sort_key is null and ${later} or sort_key is not null)`
      : `sort_key is null and ${later}`;
  }
  const key = parameters.add(after.sortKey, 'text');
  const beyond = sort.descending
    ? `sort_key collate "C" < ${key}`
    : `(sort_key collate "C" > ${key} or sort_key is null)`;
  return `(${beyond} or sort_key = ${key} and ${later})`;
}

/**
 * The look-ups of directories: their texts are few, so that each is prepared once per connection. Their limit is always
 * the largest page: with one that varies PostgreSQL would plan each call anew, at ten times the cost of the call.
 */
function isFrequent({ filter, sort, after, offset }: ListRequest): boolean {
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

/** Whether the hits are a handful of users at most, so that nobody has to wait long behind this statement. */
function findsFew({ heldApart }: ListedType, { filter }: ListRequest): boolean {
  if (heldApart !== 'groups' || filter === null) return false;
  return filter.kind === 'element' || (filter.kind === 'compare' && namingOne.has(filter.target.name));
}

const namingOne: ReadonlySet<string> = new Set(['id', 'userName', 'externalId', 'emails.value']);

const lookedUp: ReadonlySet<string> = new Set([
  'id',
  'userName',
  'externalId',
  'displayName',
  'emails.value',
  'groups.value',
  'members.value',
]);

const preparedStatements = new Map<string, Statement>();

function prepared(text: string, sharesConnection: boolean): Statement {
  const known = preparedStatements.get(text);
  if (known !== undefined) return known;
  const fresh = { name: `scim-look-up-${preparedStatements.size + 1}`, text, sharesConnection };
  preparedStatements.set(text, fresh);
  return fresh;
}
