import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import type { QueueReason } from '../../lcvista/review/queue-reason.js';
import type { ComposedQuery } from '../csv/csv-export.js';
import { Keyset, type KeysetRow } from '../listing/keyset.js';
import { Parameters } from '../listing/parameters.js';
import type { UnmappedQuery } from './unmapped.dto.js';

/** Whoever waits longest comes first. */
const longestFirst = new Keyset(
  [
    { sql: 'u.unmapped_since', type: 'timestamptz' },
    { sql: 'u.id', type: 'text' },
  ],
  'asc',
);

const columns = `u.id, u.username, u.email, u.email_key as "emailKey", u.first_name as "firstName",
  u.last_name as "lastName", u.is_active as "isActive", u.unmapped_reason as reason, u.unmapped_since as since`;

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

/** Reads the review queue. */
@Injectable()
export class UnmappedViewRepository {
  /** @returns one row more than `limit` when there is a next page */
  page(scope: TenantScope, query: UnmappedQuery): Promise<(UnmappedRow & KeysetRow)[]> {
    const parameters = new Parameters();
    const conditions = [conditionOf(query, parameters), longestFirst.after(query.cursor, parameters)];
    const text = `select ${columns}, ${longestFirst.pageKey} from lcvista_user u
      where ${conditions.join(' and ')} order by ${longestFirst.order} limit ${parameters.add(query.limit + 1)}`;
    return scope.query(text, parameters.values);
  }

  /** By the counts that are kept, without counting. */
  async count(scope: TenantScope, { reason }: UnmappedQuery): Promise<number> {
    const text = `select coalesce(sum(people), 0)::bigint as count from unmapped_count
      where organization_id = $1 and case when $2::text[] is null then reason <> 'ignored' else reason = any($2) end`;
    const [row] = await scope.query<{ count: number }>(text, [reason ?? null]);
    return row?.count ?? 0;
  }

  /** The whole queue, in the order of the list. */
  all(query: UnmappedQuery): ComposedQuery {
    const parameters = new Parameters();
    const condition = conditionOf(query, parameters);
    const text = `select ${columns} from lcvista_user u where ${condition} order by ${longestFirst.order}`;
    return { text, values: parameters.values };
  }
}

function conditionOf({ reason }: UnmappedQuery, parameters: Parameters): string {
  const unmapped = 'u.organization_id = $1 and u.unmapped_reason is not null';
  if (reason === undefined) return `${unmapped} and u.unmapped_reason <> 'ignored'`;
  return `${unmapped} and u.unmapped_reason = any(${parameters.add(reason)}::text[])`;
}
