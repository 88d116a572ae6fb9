import { Injectable } from '@nestjs/common';
import type { ResourceRow } from '../../directory/resource-row.js';
import type { TenantScope } from '../../database/scope.js';
import { type Statement, statement } from '../../database/statement.js';
import { MAX_PAGE_SIZE } from '../../scim-core/messages/paging.js';
import type { ScimLocations } from '../scim-locations.js';
import { fewStatement } from './few-statement.js';
import { findsFew } from './frequent-lists.js';
import type { ListRequest } from './list-request.js';
import { fittingOf, listStatement } from './list-statement.js';
import { LISTED_GROUPS, LISTED_USERS, type ListedType } from './listed-type.js';
import { PageAnchors } from './page-anchors.js';

/** A row of a list, with its place in it. */
export interface ListedRow extends ResourceRow {
  readonly seq: number;
  readonly sort_key: string | null;
}

export interface ListedPage {
  readonly total: number;
  /** How many rows the page would have had, had they not grown too heavy. */
  readonly paged: number;
  readonly rows: readonly ListedRow[];
}

interface Row {
  readonly total: number;
  readonly paged: number;
  readonly disappeared?: number;
  /** Of a page of everything: whether the row is so old that none can still appear before it. */
  readonly settled?: boolean | null;
  readonly id: string | null;
}

/** Every insert is over after so many seconds, so that nothing can still appear before rows that are older. */
const settledSeconds = 60;

/** Pages of users and groups, each in one statement. */
@Injectable()
export class ListRepository {
  private readonly anchors = new PageAnchors();

  async page(
    scope: TenantScope,
    listed: ListedType,
    request: ListRequest,
    locations: ScimLocations,
  ): Promise<ListedPage> {
    if (request.filter === null && request.sort === null) return this.pageOfAll(scope, listed, request, locations);
    return (
      (await this.pageOfFew(scope, listed, request, locations)) ?? this.pageOfHits(scope, listed, request, locations)
    );
  }

  /** @returns undefined when the hits are not few, or need not be */
  private async pageOfFew(
    scope: TenantScope,
    listed: ListedType,
    request: ListRequest,
    locations: ScimLocations,
  ): Promise<ListedPage | undefined> {
    const { filter, withHeldApart, limit } = request;
    if (filter === null || !findsFew(listed, request)) return undefined;
    const { statement, values } = fewStatement(listed, filter, withHeldApart, locations);
    const rows = await scope.query<ListedRow>(statement, values);
    if (rows.length > MAX_PAGE_SIZE) return undefined;
    const page = rows.toSorted((one, other) => one.seq - other.seq).slice(0, limit);
    return { total: rows.length, paged: page.length, rows: page };
  }

  private async pageOfHits(
    scope: TenantScope,
    listed: ListedType,
    request: ListRequest,
    locations: ScimLocations,
  ): Promise<ListedPage> {
    const { statement, values } = listStatement(listed, request, locations);
    const { rows, ...numbers } = pageOf(await scope.query<Row>(statement, values));
    return { ...numbers, rows: rows.slice(0, request.limit) };
  }

  private async pageOfAll(
    scope: TenantScope,
    listed: ListedType,
    request: ListRequest,
    { base }: ScimLocations,
  ): Promise<ListedPage> {
    const { offset, limit, after } = request;
    const list = `${scope.organizationId} ${listed.table}`;
    const anchor = listed.countsDisappeared && after === null ? this.anchors.before(list, offset) : null;
    const rows = await scope.query<Row>(wholeList(listed, request.withHeldApart), [
      anchor?.disappeared ?? -1,
      anchor?.seq ?? 0,
      Math.max(0, offset - (anchor?.position ?? 0)),
      after?.seq ?? 0,
      offset,
      limit,
      ...(listed.refers(request.withHeldApart) ? [base] : []),
    ]);
    const page = pageOf(rows);
    const disappeared = rows[0]?.disappeared;
    const settled = rows.at(-1)?.settled === true;
    if (listed.countsDisappeared && after === null && settled && disappeared !== undefined) {
      this.rememberEdges(list, page.rows, offset, disappeared);
    }
    return page;
  }

  /** Where the page began, for who asks for it again, and where it ended, for who goes on. */
  private rememberEdges(list: string, rows: readonly ListedRow[], offset: number, disappeared: number): void {
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) return;
    this.anchors.remember(list, { position: offset, seq: first.seq - 1, disappeared });
    this.anchors.remember(list, { position: offset + rows.length, seq: last.seq, disappeared });
  }
}

/** The counters make one row even of an empty page; then its other columns are null. */
function pageOf(rows: readonly Row[]): ListedPage {
  const { total = 0, paged = 0 } = rows[0] ?? {};
  return { total, paged, rows: rows.filter((row) => row.id !== null) as unknown as ListedRow[] };
}

const wholeLists = new Map<string, Statement>(
  [LISTED_USERS, LISTED_GROUPS].flatMap((listed) =>
    [true, false].map((withHeldApart): [string, Statement] => [
      wholeListName(listed, withHeldApart),
      wholeListStatement(listed, withHeldApart),
    ]),
  ),
);

function wholeList(listed: ListedType, withHeldApart: boolean): Statement {
  const found = wholeLists.get(wholeListName(listed, withHeldApart));
  if (found === undefined) throw new Error(`no statement lists ${listed.table}`);
  return found;
}

function wholeListName({ table }: ListedType, withHeldApart: boolean): string {
  return `list-all-${table}${withHeldApart ? '-whole' : ''}`;
}

/**
 * A page of everything: the total comes from the counters, the place from an anchor if it still holds ($2, $3, $4), and
 * only the index is read up to the page. How old a row is, is the database's to say: its clock wrote the row's time.
 */
function wholeListStatement(listed: ListedType, withHeldApart: boolean): Statement {
  const { table, row, counted } = listed;
  return statement(
    wholeListName(listed, withHeldApart),
    `with counters as materialized (
      select coalesce(sum(difference), 0)::bigint as seen,
        coalesce(sum(difference) filter (where name = 'deleted'), 0)::bigint as disappeared
      from tally where organization_id = $1 and ${counted}
    ), page as materialized (
      select ${row}.seq${withHeldApart && listed.heldApart === 'members' ? `, ${row}.id` : ''} from ${table} ${row}
      where ${listed.visible}
        and ${row}.seq > (select case when disappeared = $2::bigint then $3::bigint else $5::bigint end from counters)
      order by ${row}.seq
      offset (select case when disappeared = $2::bigint then $4::bigint else $6::bigint end from counters)
      limit $7
    ), ${fittingOf(listed, withHeldApart, 'seq')}
    select seen - disappeared as total, disappeared, (select count(*) from page) as paged,
      shown.created_at < now() - interval '${settledSeconds} s' as settled, shown.*
    from counters left join lateral (
      select page.seq, null::text as sort_key, ${listed.columns(withHeldApart, '$8::text')}
      from fitting as page join ${table} ${row} on ${listed.visible} and ${row}.seq = page.seq
    ) as shown on true
    order by shown.seq`,
  );
}
