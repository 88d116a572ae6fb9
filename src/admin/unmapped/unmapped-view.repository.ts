import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import type { QueueReason } from '../../lcvista/review/queue-reason.js';
import { countsNow, holdsAsStored, restatedTable } from '../../lcvista/review/queue-now-sql.js';
import type { ComposedQuery } from '../csv/csv-export.js';
import { Keyset, type KeysetRow } from '../listing/keyset.js';
import { Parameters } from '../listing/parameters.js';
import type { UnmappedQuery } from './unmapped.dto.js';

/** Whoever waits longest comes first: of those whose stored reason holds, of the others, and of all. */
const ordersOf = (since: string, id: string): Keyset =>
  new Keyset(
    [
      { sql: since, type: 'timestamptz' },
      { sql: id, type: 'text' },
    ],
    'asc',
  );
const storedOrder = ordersOf('u.unmapped_since', 'u.id');
const restatedOrder = ordersOf('r.since', 'r.id');
const longestFirst = ordersOf('q.since', 'q.id');

const person = `u.id, u.username, u.email, u.email_key as "emailKey", u.first_name as "firstName",
  u.last_name as "lastName", u.is_active as "isActive"`;

export interface UnmappedRow {
  readonly id: string;
  readonly username: string | null;
  readonly email: string | null;
  readonly emailKey: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly isActive: boolean;
  readonly reason: QueueReason;
  readonly since: Date;
}

/** Reads the review queue, as of now: also what has changed in the directory since the last run. */
@Injectable()
export class UnmappedViewRepository {
  /** @returns one row more than `limit` when there is a next page */
  page(scope: TenantScope, query: UnmappedQuery): Promise<(UnmappedRow & KeysetRow)[]> {
    const parameters = new Parameters();
    const limit = `limit ${parameters.add(query.limit + 1)}`;
    const text = `with ${restatedTable()}
      select q.*, ${longestFirst.pageKey} from (
        (${storedOf(query, parameters)} ${limit}) union all (${restatedOf(query, parameters)} ${limit})
      ) q order by ${longestFirst.order} ${limit}`;
    return scope.query(text, parameters.values);
  }

  /** By the counts that are kept, without counting. */
  async count(scope: TenantScope, { reason }: UnmappedQuery): Promise<number> {
    const text = `with ${restatedTable()}
      select coalesce(sum(people), 0)::bigint as count from (${countsNow}) counts
      where case when $2::text[] is null then reason <> 'ignored' else reason = any($2) end`;
    const [row] = await scope.query<{ count: number }>(text, [reason ?? null]);
    return row?.count ?? 0;
  }

  /** The whole queue, in the order of the list: two sorted parts are merged, so that the first row comes at once. */
  all({ reason }: UnmappedQuery): ComposedQuery {
    const parameters = new Parameters();
    const text = `with ${restatedTable()}
      select q.* from (
        (${storedOf({ reason }, parameters)}) union all (${restatedOf({ reason }, parameters)})
      ) q order by ${longestFirst.order}`;
    return { text, values: parameters.values };
  }
}

interface QueuePart {
  readonly reason?: QueueReason[] | undefined;
  readonly cursor?: string | undefined;
}

/** People whose stored reason holds; an index has them in the order of the list. */
function storedOf({ reason, cursor }: QueuePart, parameters: Parameters): string {
  return `select ${person}, u.unmapped_reason as reason, u.unmapped_since as since
    from lcvista_user u
    where u.organization_id = $1 and ${holdsAsStored} and ${isWanted('u.unmapped_reason', reason, parameters)}
      and ${storedOrder.after(cursor, parameters)}
    order by ${storedOrder.order}`;
}

/** People for whom another reason holds by now. */
function restatedOf({ reason, cursor }: QueuePart, parameters: Parameters): string {
  return `select ${person}, r.reason, r.since
    from restated r join lcvista_user u on u.organization_id = $1 and u.id = r.id
    where r.reason is not null and ${isWanted('r.reason', reason, parameters)}
      and ${restatedOrder.after(cursor, parameters)}
    order by ${restatedOrder.order}`;
}

function isWanted(column: string, reason: QueuePart['reason'], parameters: Parameters): string {
  return reason === undefined ? `${column} <> 'ignored'` : `${column} = any(${parameters.add(reason)}::text[])`;
}
