import type { Statement } from '../../database/statement.js';
import { MAX_PAGE_SIZE } from '../../scim-core/messages/paging.js';
import type { Sort } from '../../scim-core/messages/sort.js';
import { filterToSql } from '../filter/filter-to-sql.js';
import { sortToSql } from '../filter/sort-to-sql.js';
import { SqlParameters } from '../filter/sql-parameters.js';
import type { ScimLocations } from '../scim-locations.js';
import { isFrequent, preparedList } from './frequent-lists.js';
import type { ListRequest } from './list-request.js';
import type { ListedType } from './listed-type.js';
import { fittingPage } from './page-weight.js';

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
  return { statement: frequent ? preparedList(text) : text, values: parameters.values };
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
