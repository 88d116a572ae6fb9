import { Injectable } from '@nestjs/common';
import type { PageKey } from '../common/page-cursor.js';
import type { TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import type { WebhookEvent } from './webhook-event.js';

/** One message to one address, and how far it got. */
export interface LoggedDelivery {
  readonly id: string;
  readonly seq: number;
  readonly webhookId: string;
  readonly event: WebhookEvent;
  readonly memberId: string;
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly createdAt: Date;
  readonly nextAttemptAt: Date | null;
  readonly lastAttemptAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly responseStatus: number | null;
  readonly error: string | null;
  /** What is sent. */
  readonly body: object;
}

const columns = `d.id, d.seq, d.webhook_id as "webhookId", d.event, d.member_id as "memberId", d.status, d.attempts,
  d.created_at as "createdAt", d.next_attempt_at as "nextAttemptAt", d.last_attempt_at as "lastAttemptAt",
  d.delivered_at as "deliveredAt", d.response_status as "responseStatus", d.error, d.body`;

const listDeliveries = statement(
  'list-webhook-deliveries',
  `select ${columns} from webhook_delivery d
   where d.organization_id = $1 and d.webhook_id = $2 and ($3::bigint is null or d.seq < $3)
   order by d.seq desc limit $4`,
);

const countDeliveries = statement(
  'count-webhook-deliveries',
  'select count(*) as total from webhook_delivery where organization_id = $1 and webhook_id = $2',
);

/** $2 delivery, $3 now. No row: no such delivery. Nothing is queued for a webhook that is switched off. */
const redeliver = statement(
  'redeliver-webhook',
  `with asked as (
     select d.id, w.enabled from webhook_delivery d
       join webhook w on w.organization_id = d.organization_id and w.id = d.webhook_id
     where d.organization_id = $1 and d.id = $2
   ), queued as (
     update webhook_delivery d set status = 'pending', failures = 0, next_attempt_at = $3
     from asked where d.organization_id = $1 and d.id = asked.id and asked.enabled
   )
   select enabled from asked`,
);

const findDelivery = statement(
  'find-webhook-delivery',
  `select ${columns} from webhook_delivery d where d.organization_id = $1 and d.id = $2`,
);

/** The outbox as administrators see it: a log. */
@Injectable()
export class DeliveryLogRepository {
  /** Newest first. */
  list(scope: TenantScope, webhookId: string, limit: number, after: PageKey | null): Promise<LoggedDelivery[]> {
    return scope.query<LoggedDelivery>(listDeliveries, [webhookId, after?.[0] ?? null, limit]);
  }

  /** How many deliveries of a webhook are kept. */
  async count(scope: TenantScope, webhookId: string): Promise<number> {
    const [row] = await scope.query<{ total: number }>(countDeliveries, [webhookId]);
    return row?.total ?? 0;
  }

  /** @returns null when there is none, or none any more */
  async find(scope: TenantScope, id: string): Promise<LoggedDelivery | null> {
    const [row] = await scope.query<LoggedDelivery>(findDelivery, [id]);
    return row ?? null;
  }

  /** Puts a delivery back into the outbox, due at once. */
  async redeliver(scope: TenantScope, id: string, now: Date): Promise<'queued' | 'disabled' | 'unknown'> {
    const [row] = await scope.query<{ enabled: boolean }>(redeliver, [id, now]);
    if (row === undefined) return 'unknown';
    return row.enabled ? 'queued' : 'disabled';
  }
}
