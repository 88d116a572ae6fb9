import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Origin } from '../audit/origin.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { isUuid } from '../common/is-uuid.js';
import { cutPage, type Page, type PageRequest } from '../common/page.js';
import { Database } from '../database/database.js';
import { DeliveryLogRepository, type LoggedDelivery } from './delivery-log.repository.js';
import { seqCursor } from './seq-cursor.js';
import { webhookNotFound } from './webhook.service.js';
import { WebhookRepository } from './webhook.repository.js';

/** What was sent to an organization's webhooks, and sending it again. */
@Injectable()
export class DeliveryLogService {
  constructor(
    private readonly database: Database,
    private readonly webhooks: WebhookRepository,
    private readonly log: DeliveryLogRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Newest first.
   *
   * @throws DomainError 404 `webhook-not-found`
   */
  async list(organizationId: string, webhookId: string, { limit, cursor }: PageRequest): Promise<Page<LoggedDelivery>> {
    const scope = this.database.tenant(organizationId);
    const webhook = isUuid(webhookId) ? await this.webhooks.find(scope, webhookId) : null;
    if (webhook === null) throw webhookNotFound();
    const after = cursor === undefined ? null : seqCursor(cursor);
    const rows = await this.log.list(scope, webhookId, limit + 1, after);
    return cutPage(rows, limit, await this.log.count(scope, webhookId), ({ seq }) => [seq]);
  }

  /**
   * Sends a message again, with the id that it had: at once, and with all its tries ahead of it.
   *
   * @throws DomainError 404 `delivery-not-found`, 409 `webhook-disabled`
   */
  redeliver(organizationId: string, origin: Origin, id: string): Promise<LoggedDelivery> {
    return this.database.tenantTransaction(organizationId, async (scope) => {
      const outcome = isUuid(id) ? await this.log.redeliver(scope, id, this.clock.now()) : 'unknown';
      if (outcome === 'disabled') throw new DomainError('conflict', 'webhook-disabled', 'The webhook is switched off.');
      const delivery = outcome === 'queued' ? await this.log.find(scope, id) : null;
      if (delivery === null) throw new DomainError('not-found', 'delivery-not-found', 'There is no such delivery.');
      await this.audit.record(scope, origin, {
        kind: 'webhook.redelivered',
        subjectType: 'webhook-delivery',
        subjectId: id,
        memberId: delivery.memberId,
      });
      return delivery;
    });
  }
}
