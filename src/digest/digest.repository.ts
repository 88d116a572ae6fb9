import { Injectable } from '@nestjs/common';
import type { PageKey } from '../common/page-cursor.js';
import type { Scope, TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import type { ReasonCount, UnmappedPerson } from './digest-content.js';
import type { Digest } from './digest.entity.js';

/** A review as administrators see it. */
export type ListedDigest = Pick<Digest, 'id' | 'week' | 'createdAt' | 'sentAt' | 'sendError' | 'subject' | 'text'> & {
  readonly counts: ReasonCount[];
  readonly people: UnmappedPerson[];
};

/** A review as it is stored when it is made. */
export type NewDigest = Pick<Digest, 'week' | 'createdAt' | 'recipients' | 'subject' | 'text' | 'html' | 'sendAt'> & {
  readonly counts: readonly ReasonCount[];
  readonly people: readonly UnmappedPerson[];
};

/** A review that this process alone may send now. */
export type TakenDigest = Pick<
  Digest,
  'organizationId' | 'id' | 'recipients' | 'subject' | 'text' | 'html' | 'sendAttempts'
>;

const insert = statement(
  'insert-digest',
  `insert into digest (organization_id, week, created_at, recipients, subject, text, html, counts, people, send_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (organization_id, week) do nothing returning id`,
);

const countsOfWeek = statement(
  'digest-counts-of-week',
  `select counts from digest where organization_id = $1 and week = $2`,
);

const list = statement(
  'list-digests',
  `select id, week, created_at as "createdAt", sent_at as "sentAt", send_error as "sendError", subject, text, counts,
     people
   from digest where organization_id = $1 and week < $2 order by week desc limit $3`,
);

const count = statement('count-digests', `select count(*) as total from digest where organization_id = $1`);

/**
 * Taken for good before it is sent: whoever crashes in between leaves it unsent, and saying so, rather than have it
 * sent twice.
 */
const takeNext = statement(
  'take-next-digest',
  `update digest set send_at = null, send_attempts = send_attempts + 1,
     send_error = 'It was being sent when the service stopped: nobody knows whether it arrived.'
   where (organization_id, id) = (
     select organization_id, id from digest where send_at <= $1 and created_at > $1::timestamptz - interval '2 days'
     order by send_at limit 1 for update skip locked)
   returning organization_id as "organizationId", id, recipients, subject, text, html, send_attempts as "sendAttempts"`,
);

/** When the reviews were switched off meanwhile, there is no other try. */
const settle = statement(
  'settle-digest',
  `update digest set sent_at = $3, send_error = $4,
     send_at = case when exists (select from digest_plan where organization_id = $1) then $5::timestamptz end
   where organization_id = $1 and id = $2`,
);

/** How an attempt to send ended. */
export interface SendResult {
  readonly sentAt: Date | null;
  readonly sendError: string | null;
  /** When to try again; null: not. */
  readonly sendAt: Date | null;
}

/** The reviews that were made. */
@Injectable()
export class DigestRepository {
  /** @returns false when the week has its review already */
  async insert(scope: TenantScope, digest: NewDigest): Promise<boolean> {
    const { week, createdAt, recipients, subject, text, html, counts, people, sendAt } = digest;
    const json = [JSON.stringify(counts), JSON.stringify(people)];
    const rows = await scope.query(insert, [week, createdAt, recipients, subject, text, html, ...json, sendAt]);
    return rows.length > 0;
  }

  /** @returns null when the week had no review */
  async countsOf(scope: TenantScope, week: string): Promise<readonly ReasonCount[] | null> {
    const [row] = await scope.query<{ counts: ReasonCount[] }>(countsOfWeek, [week]);
    return row?.counts ?? null;
  }

  /** Newest first. @param after key of the last row of the page before: its week */
  list(scope: TenantScope, limit: number, after: PageKey | null): Promise<ListedDigest[]> {
    return scope.query<ListedDigest>(list, [after?.[0] ?? '~', limit]);
  }

  /** How many reviews the organization has. */
  async count(scope: TenantScope): Promise<number> {
    return (await scope.query<{ total: number }>(count))[0]?.total ?? 0;
  }

  /** @returns null when nothing is to be sent */
  async takeNext(scope: Scope, now: Date): Promise<TakenDigest | null> {
    return (await scope.query<TakenDigest>(takeNext, [now]))[0] ?? null;
  }

  /** Keeps how an attempt to send ended, and when the next one is. */
  async settle(scope: TenantScope, id: string, { sentAt, sendError, sendAt }: SendResult): Promise<void> {
    await scope.query(settle, [id, sentAt, sendError, sendAt]);
  }
}
