import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Origin } from '../audit/origin.js';
import { DomainError } from '../common/domain-error.js';
import { Encryption } from '../common/encryption.js';
import { isUuid } from '../common/is-uuid.js';
import { cutPage, type Page, type PageRequest } from '../common/page.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import type { TenantScope } from '../database/scope.js';
import { seqCursor } from './seq-cursor.js';
import { newWebhookSecret } from './sign-webhook.js';
import { parseWebhookAddress } from './webhook-address.js';
import { secretContext } from './webhook-secret-context.js';
import { mostWebhooks, type RegisteredWebhook, WebhookRepository, type WebhookSettings } from './webhook.repository.js';

/** Registers, changes and removes the addresses of an organization. */
@Injectable()
export class WebhookService {
  constructor(
    private readonly database: Database,
    private readonly webhooks: WebhookRepository,
    private readonly encryption: Encryption,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @returns with the secret, which is never shown again
   * @throws DomainError 400 naming `url`, 409 `too-many-webhooks`
   */
  create(
    organizationId: string,
    origin: Origin,
    settings: WebhookSettings,
  ): Promise<RegisteredWebhook & { secret: string }> {
    this.check(settings.url);
    const id = randomUUID();
    const secret = newWebhookSecret();
    const sealed = this.encryption.seal(secret, secretContext(organizationId, id));
    return this.database.tenantTransaction(organizationId, async (scope) => {
      const made = await this.webhooks.insert(scope, id, settings, sealed);
      if ((await this.webhooks.count(scope)) > mostWebhooks) throw tooMany();
      await this.record(scope, origin, 'created', id, { after: shown(made) });
      return { ...made, secret };
    });
  }

  /** Newest first. */
  async list(organizationId: string, { limit, cursor }: PageRequest): Promise<Page<RegisteredWebhook>> {
    const scope = this.database.tenant(organizationId);
    const after = cursor === undefined ? null : seqCursor(cursor);
    const rows = await this.webhooks.list(scope, limit + 1, after);
    return cutPage(rows, limit, await this.webhooks.count(scope), ({ seq }) => [seq]);
  }

  /** @throws DomainError 404 `webhook-not-found` */
  async find(organizationId: string, id: string): Promise<RegisteredWebhook> {
    const found = isUuid(id) ? await this.webhooks.find(this.database.tenant(organizationId), id) : null;
    if (found === null) throw webhookNotFound();
    return found;
  }

  /**
   * Changes what is given. What waits for delivery goes to the new address.
   *
   * @throws DomainError 404 `webhook-not-found`, 400 naming `url`
   */
  change(
    organizationId: string,
    origin: Origin,
    id: string,
    change: Partial<WebhookSettings>,
  ): Promise<RegisteredWebhook> {
    if (change.url !== undefined) this.check(change.url);
    return this.database.tenantTransaction(organizationId, async (scope) => {
      const before = await this.lock(scope, id);
      const after = await this.webhooks.update(scope, id, { ...before, ...change });
      await this.record(scope, origin, 'changed', id, { before: shown(before), after: shown(after) });
      return after;
    });
  }

  /**
   * Switches a webhook off whose receiver said that it is gone for good; nothing happens when it has been changed since.
   * What waits for delivery goes on waiting.
   *
   * @param url the address that said so
   */
  async switchOff(organizationId: string, origin: Origin, id: string, url: string, reason: string): Promise<void> {
    await this.database.tenantTransaction(organizationId, async (scope) => {
      const before = await this.webhooks.lock(scope, id);
      if (before === null || !before.enabled || before.url !== url) return;
      const after = await this.webhooks.update(scope, id, { ...before, enabled: false });
      await this.record(scope, origin, 'switched-off', id, { before: shown(before), after: shown(after), reason });
    });
  }

  /** @throws DomainError 404 `webhook-not-found` */
  async delete(organizationId: string, origin: Origin, id: string): Promise<void> {
    await this.database.tenantTransaction(organizationId, async (scope) => {
      const before = await this.lock(scope, id);
      await this.webhooks.delete(scope, id);
      await this.record(scope, origin, 'deleted', id, { before: shown(before) });
    });
  }

  private check(url: string): void {
    parseWebhookAddress(url, this.config.webhookAllowedHosts);
  }

  private async lock(scope: TenantScope, id: string): Promise<RegisteredWebhook> {
    const found = isUuid(id) ? await this.webhooks.lock(scope, id) : null;
    if (found === null) throw webhookNotFound();
    return found;
  }

  private record(
    scope: TenantScope,
    origin: Origin,
    what: 'created' | 'changed' | 'switched-off' | 'deleted',
    subjectId: string,
    change: { before?: object; after?: object; reason?: string },
  ): Promise<void> {
    return this.audit.record(scope, origin, { kind: `webhook.${what}`, subjectType: 'webhook', subjectId, ...change });
  }
}

/** A 404 for an id that names no webhook of this organization. */
export function webhookNotFound(): DomainError {
  return new DomainError('not-found', 'webhook-not-found', 'There is no such webhook.');
}

function tooMany(): DomainError {
  return new DomainError('conflict', 'too-many-webhooks', `An organization has at most ${mostWebhooks} webhooks.`);
}

/** Without the query, in which some receivers want a password. */
function shown({ url, events, enabled }: WebhookSettings): object {
  return { url: url.split('?', 1)[0], events, enabled };
}
