import { Injectable } from '@nestjs/common';
import type { PageKey } from '../common/page-cursor.js';
import type { TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import type { WebhookEvent } from './webhook-event.js';

/** A webhook as administrators see it: without its secret. */
export interface RegisteredWebhook {
  readonly id: string;
  readonly seq: number;
  readonly url: string;
  readonly events: WebhookEvent[];
  readonly enabled: boolean;
  readonly createdAt: Date;
}

/** What can be chosen. */
export interface WebhookSettings {
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly enabled: boolean;
}

/** Webhooks of one organization at most: each costs a delivery for every event. */
export const mostWebhooks = 20;

const columns = `id, seq, url, events, enabled, created_at as "createdAt"`;

/** The organization's row is locked first, so that two at once cannot both be the last one. */
const insertWebhook = statement(
  'insert-webhook',
  `with place as (select id from organization where id = $1 for no key update)
   insert into webhook (organization_id, id, url, events, enabled, secret_sealed)
   select place.id, $2, $3, $4, $5, $6 from place returning ${columns}`,
);

const countWebhooks = statement('count-webhooks', 'select count(*) as total from webhook where organization_id = $1');

const findWebhook = statement('find-webhook', `select ${columns} from webhook where organization_id = $1 and id = $2`);

/** Nothing weaker: what fills the outbox holds webhooks `for key share`, and would not wait for less. */
const lockWebhook = statement(
  'lock-webhook',
  `select ${columns} from webhook where organization_id = $1 and id = $2 for update`,
);

const listWebhooks = statement(
  'list-webhooks',
  `select ${columns} from webhook where organization_id = $1 and ($2::bigint is null or seq < $2)
   order by seq desc limit $3`,
);

const updateWebhook = statement(
  'update-webhook',
  `update webhook set url = $3, events = $4, enabled = $5, updated_at = now()
   where organization_id = $1 and id = $2 returning ${columns}`,
);

const deleteWebhook = statement('delete-webhook', 'delete from webhook where organization_id = $1 and id = $2');

/** The addresses that an organization registered. */
@Injectable()
export class WebhookRepository {
  /** Registers a webhook. @param secretSealed what its deliveries are signed with */
  async insert(
    scope: TenantScope,
    id: string,
    { url, events, enabled }: WebhookSettings,
    secretSealed: Buffer,
  ): Promise<RegisteredWebhook> {
    const [row] = await scope.query<RegisteredWebhook>(insertWebhook, [id, url, events, enabled, secretSealed]);
    if (row === undefined) throw new Error('a webhook was registered for an organization that is not there');
    return row;
  }

  /** How many webhooks the organization has. */
  async count(scope: TenantScope): Promise<number> {
    const [row] = await scope.query<{ total: number }>(countWebhooks);
    return row?.total ?? 0;
  }

  /** @returns null when there is none */
  async find(scope: TenantScope, id: string): Promise<RegisteredWebhook | null> {
    const [row] = await scope.query<RegisteredWebhook>(findWebhook, [id]);
    return row ?? null;
  }

  /** Locked until the transaction ends. */
  async lock(scope: TenantScope, id: string): Promise<RegisteredWebhook | null> {
    const [row] = await scope.query<RegisteredWebhook>(lockWebhook, [id]);
    return row ?? null;
  }

  /** Newest first. */
  list(scope: TenantScope, limit: number, after: PageKey | null): Promise<RegisteredWebhook[]> {
    return scope.query<RegisteredWebhook>(listWebhooks, [after?.[0] ?? null, limit]);
  }

  /** Changes a webhook that the transaction has locked. */
  async update(scope: TenantScope, id: string, settings: WebhookSettings): Promise<RegisteredWebhook> {
    const { url, events, enabled } = settings;
    const [row] = await scope.query<RegisteredWebhook>(updateWebhook, [id, url, events, enabled]);
    if (row === undefined) throw new Error('a locked webhook is gone');
    return row;
  }

  /** Its deliveries go with it. */
  async delete(scope: TenantScope, id: string): Promise<void> {
    await scope.query(deleteWebhook, [id]);
  }
}
