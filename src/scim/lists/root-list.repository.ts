import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import type { Filter } from '../../scim-core/filter/filter.js';
import type { Sort } from '../../scim-core/messages/sort.js';
import { filterToSql } from '../filter/filter-to-sql.js';
import { sortToSql } from '../filter/sort-to-sql.js';
import { SqlParameters } from '../filter/sql-parameters.js';
import type { ScimLocations } from '../scim-locations.js';
import type { ListKey } from './list-key.js';
import { afterToSql, orderOf, shownColumns } from './list-statement.js';
import type { ListedRow } from './list.repository.js';
import type { ListedType } from './listed-type.js';
import { fittingPage } from './page-weight.js';

/** What one type contributes to a list over several; the filter and the order as this type understands them. */
export interface RootPart {
  readonly listed: ListedType;
  readonly filter: Filter | null;
  readonly sort: Sort | null;
  readonly withHeldApart: boolean;
}

/** A place in a list over several types: those of the first type come first unless it is sorted. */
export interface RootKey extends ListKey {
  readonly rank: number;
}

export interface RootRequest {
  readonly parts: readonly RootPart[];
  readonly after: RootKey | null;
  readonly offset: number;
  readonly limit: number;
}

export interface RootHit extends RootKey {
  readonly total: number;
  readonly paged: number;
}

/** Finds resources of several types at once: first which, then their rows, one statement for each type. */
@Injectable()
export class RootListRepository {
  /** @returns the total, how many the page would have if none were too heavy, and the hits of the page in order */
  async find(
    scope: TenantScope,
    { parts, after, offset, limit }: RootRequest,
    locations: ScimLocations,
  ): Promise<{ total: number; paged: number; hits: RootHit[] }> {
    const parameters = new SqlParameters();
    const hits = parts.map((part, rank) => hitsOf(part, rank, locations, parameters)).join(' union all ');
    const sort = parts.find((part) => part.sort !== null)?.sort ?? null;
    const order = sort === null ? 'rank, seq' : orderOf(sort);
    const condition = sort === null ? afterSeq(after, parameters) : afterToSql({ sort, after }, parameters);
    const rows = await scope.query<{ [Key in keyof RootHit]: RootHit[Key] | null }>(
      `with hits as materialized (${hits}), page as (
         select * from hits where ${condition} order by ${order}
         offset ${parameters.add(offset, 'bigint')} limit ${parameters.add(limit, 'bigint')}
       ), ${fittingPage(order, weighing(parts))}
       select (select count(*) from hits) as total, (select count(*) from page) as paged,
         page.rank, page.seq, page.id, page.sort_key as "sortKey"
       from (select 1) as one left join fitting as page on true order by ${order}`,
      parameters.values,
    );
    const { total, paged } = rows[0] ?? {};
    return { total: total ?? 0, paged: paged ?? 0, hits: rows.filter((row) => row.id !== null) as RootHit[] };
  }

  /** The rows of hits of one type, in no particular order. */
  rows(
    scope: TenantScope,
    { listed, withHeldApart }: RootPart,
    ids: readonly string[],
    locations: ScimLocations,
  ): Promise<ListedRow[]> {
    const { row, table } = listed;
    const parameters = new SqlParameters();
    const these = parameters.add(ids, 'uuid[]');
    const columns = shownColumns(listed, withHeldApart, locations, parameters);
    return scope.query<ListedRow>(
      `select ${row}.seq, null::text as sort_key, ${columns}
       from ${table} ${row} where ${listed.visible} and ${row}.id = any(${these})`,
      parameters.values,
    );
  }
}

/** Groups weigh as much as the members they are shown with. */
function weighing(parts: readonly RootPart[]): string {
  const rank = parts.findIndex(({ listed, withHeldApart }) => withHeldApart && listed.heldApart === 'members');
  return `page.rank = ${rank}`;
}

function hitsOf(part: RootPart, rank: number, locations: ScimLocations, parameters: SqlParameters): string {
  const { row, table, visible } = part.listed;
  const place = part.listed.place(locations);
  const condition = part.filter === null ? '' : `and (${filterToSql(part.filter, place, parameters)})`;
  const key = part.sort === null ? 'null::text' : sortToSql(part.sort, place, parameters);
  return `select ${rank} as rank, ${row}.seq, ${row}.id, ${key} as sort_key
    from ${table} ${row} where ${visible} ${condition}`;
}

function afterSeq(after: RootKey | null, parameters: SqlParameters): string {
  if (after === null) return 'true';
  const rank = parameters.add(after.rank, 'bigint');
  return `(rank > ${rank} or rank = ${rank} and seq > ${parameters.add(after.seq, 'bigint')})`;
}
