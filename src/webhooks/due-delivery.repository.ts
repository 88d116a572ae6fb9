import { Injectable } from '@nestjs/common';
import { batchDeletion, deleteInBatches } from '../database/delete-in-batches.js';
import type { Scope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import type { Attempt } from './webhook-sender.js';

/** A message whose turn it is, taken for one try. */
export interface DueDelivery {
  readonly organizationId: string;
  readonly id: string;
  readonly webhookId: string;
  readonly url: string;
  readonly secretSealed: Buffer;
  readonly body: object;
  /** Tries with this one: whoever records its outcome must still be at the same number. */
  readonly attempts: number;
  readonly failures: number;
}

/**
 * How many may be under way at once in one process: in all, for one organization and for one address, so that neither a
 * slow address nor a busy organization holds up the others.
 */
export const atOnce = { all: 50, organization: 10, webhook: 5 };

/** What one process has under way, and what it must not take. */
export interface Occupied {
  /** Webhooks of the messages under way, one entry for each message. */
  readonly webhookIds: readonly string[];
  /** Webhooks whose last try failed just now. */
  readonly failing: readonly string[];
}

/**
 * Takes what is due, what has waited longest first, as far as shares allow. A message waits while an older one about the
 * same member is pending at the same address: order is kept for each member. Whoever takes a message has until `$2` to
 * record the outcome, after which it is due again: nothing is lost with a process that dies. Two processes that choose
 * the same message at the same time: one of them goes without.
 *
 * $1 now, $2 end of the lease, $3 webhooks that fail, $4 webhooks of the messages under way, $5 how many at most
 */
const takeDue = statement(
  'take-due-webhook-deliveries',
  `with under_way as materialized (
     select w.organization_id, w.id, count(*) as messages
     from unnest($4::uuid[]) as busy (id) join webhook w on w.id = busy.id group by w.organization_id, w.id
   ), candidate as (
     select w.organization_id, next.id, w.url, w.secret_sealed, next.next_attempt_at, next.seq,
       row_number() over (partition by w.organization_id order by next.next_attempt_at, next.seq) as place
     from webhook w left join under_way on under_way.organization_id = w.organization_id and under_way.id = w.id
       cross join lateral (
         select d.id, d.next_attempt_at, d.seq from webhook_delivery d
         where d.organization_id = w.organization_id and d.webhook_id = w.id and d.status = 'pending'
           and d.next_attempt_at <= $1 and d.seq = (
             select min(older.seq) from webhook_delivery older
             where older.organization_id = d.organization_id and older.webhook_id = d.webhook_id
               and older.member_id = d.member_id and older.status = 'pending')
         order by d.next_attempt_at, d.seq
         limit greatest(0, ${atOnce.webhook} - coalesce(under_way.messages, 0))
       ) as next
     where w.enabled and w.id <> all ($3::uuid[])
   ), chosen as materialized (
     select candidate.* from candidate
     where place + (select coalesce(sum(messages), 0) from under_way
       where under_way.organization_id = candidate.organization_id) <= ${atOnce.organization}
     order by next_attempt_at, seq
     limit $5
   ), due as (
     select d.organization_id, d.id, chosen.url, chosen.secret_sealed
     from chosen join webhook_delivery d on d.organization_id = chosen.organization_id and d.id = chosen.id
     where d.status = 'pending' and d.next_attempt_at <= $1
     for update of d skip locked
   )
   update webhook_delivery d set attempts = attempts + 1, last_attempt_at = $1, next_attempt_at = $2
   from due where d.organization_id = due.organization_id and d.id = due.id
   returning d.organization_id as "organizationId", d.id, d.webhook_id as "webhookId", due.url,
     due.secret_sealed as "secretSealed", d.body, d.attempts, d.failures`,
);

/** $1 organization, $2 delivery, $3 attempts, $4 delivered, $5 status, $6 error, $7 next try or null, $8 now */
const recordAttempt = statement(
  'record-webhook-attempt',
  `update webhook_delivery set
     status = case when $4 then 'delivered' when $7::timestamptz is null then 'failed' else 'pending' end,
     delivered_at = case when $4 then $8::timestamptz else delivered_at end,
     failures = case when $4 then 0 else failures + 1 end,
     next_attempt_at = case when $4 then null else $7::timestamptz end,
     response_status = $5, error = $6
   where organization_id = $1 and id = $2 and attempts = $3 and status = 'pending'`,
);

const forgetSettled = batchDeletion(
  'forget-settled-webhook-deliveries',
  'webhook_delivery',
  `t.status <> 'pending' and t.last_attempt_at < $1`,
);

/** No wait between tries is so long: the clock was ahead when it was chosen. */
const bringBack = statement(
  'bring-back-webhook-deliveries',
  `update webhook_delivery set next_attempt_at = $1
   where status = 'pending' and next_attempt_at > $1::timestamptz + interval '30 hours'`,
);

/** The outbox as the delivering side sees it, across organizations. */
@Injectable()
export class DueDeliveryRepository {
  /** @returns as many as there is room for beside what is under way, at most */
  take(scope: Scope, now: Date, leaseEnds: Date, { webhookIds, failing }: Occupied): Promise<DueDelivery[]> {
    const room = Math.max(0, atOnce.all - webhookIds.length);
    return scope.query<DueDelivery>(takeDue, [now, leaseEnds, failing, webhookIds, room]);
  }

  /** @param nextAttemptAt after a failed try; null: give up */
  async record(
    scope: Scope,
    delivery: DueDelivery,
    attempt: Attempt,
    now: Date,
    nextAttemptAt: Date | null,
  ): Promise<void> {
    const { organizationId, id, attempts } = delivery;
    const { delivered, status, error } = attempt;
    await scope.query(recordAttempt, [organizationId, id, attempts, delivered, status, error, nextAttemptAt, now]);
  }

  /** Deletes what was delivered, or given up, before an instant. Not within a transaction. */
  async forgetSettled(scope: Scope, before: Date): Promise<void> {
    await deleteInBatches(() => scope.query(forgetSettled, [before]));
  }

  /** Makes due what a clock that was ahead has put off too far. */
  async bringBack(scope: Scope, now: Date): Promise<void> {
    await scope.query(bringBack, [now]);
  }
}
