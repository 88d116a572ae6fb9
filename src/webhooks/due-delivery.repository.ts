import { Injectable } from '@nestjs/common';
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

/** How many at once, in all and for one address, so that a slow one does not hold up the others. */
const atOnce = { all: 50, webhook: 10 };

/**
 * Takes what is due. A message waits while an older one about the same member is pending at the same address: order is
 * kept for each member. Whoever takes a message has until `$2` to record the outcome, after which it is due again:
 * nothing is lost with a process that dies.
 *
 * $1 now, $2 end of the lease, $3 ids of webhooks to leave alone
 */
const takeDue = statement(
  'take-due-webhook-deliveries',
  `with due as (
     select next.organization_id, next.id, w.url, w.secret_sealed
     from webhook w cross join lateral (
       select d.organization_id, d.id from webhook_delivery d
       where d.organization_id = w.organization_id and d.webhook_id = w.id and d.status = 'pending'
         and d.next_attempt_at <= $1 and d.seq = (
           select min(older.seq) from webhook_delivery older
           where older.organization_id = d.organization_id and older.webhook_id = d.webhook_id
             and older.member_id = d.member_id and older.status = 'pending')
       order by d.next_attempt_at, d.seq
       limit ${atOnce.webhook}
       for update of d skip locked
     ) as next
     where w.enabled and w.id <> all ($3::uuid[])
     limit ${atOnce.all}
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

const forgetSettled = statement(
  'forget-settled-webhook-deliveries',
  `delete from webhook_delivery where status <> 'pending' and last_attempt_at < $1`,
);

/** The outbox as the delivering side sees it, across organizations. */
@Injectable()
export class DueDeliveryRepository {
  /** @param except webhooks whose last try failed just now */
  take(scope: Scope, now: Date, leaseEnds: Date, except: readonly string[]): Promise<DueDelivery[]> {
    return scope.query<DueDelivery>(takeDue, [now, leaseEnds, except]);
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

  /** Deletes what was delivered, or given up, before an instant. */
  async forgetSettled(scope: Scope, before: Date): Promise<void> {
    await scope.query(forgetSettled, [before]);
  }
}
