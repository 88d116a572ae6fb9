import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Clock } from '../../common/clock.js';
import { DomainError, invalidField } from '../../common/domain-error.js';
import { isUuid } from '../../common/is-uuid.js';
import { cutPage, type Page, type PageRequest } from '../../common/page.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import type { TenantIdentity } from '../caller.js';
import { placeInTime, readPlaceInTime } from '../place-in-time.js';
import { KnownTokens } from '../tokens/known-tokens.js';
import { makeSecret, readSecret, secretHash } from '../tokens/token-format.js';
import type { NewOauthSecret, OauthClient } from './oauth-client.js';
import { OauthClientsRepository } from './oauth-clients.repository.js';

/** Microsoft asks for one to three. */
const yearsOfSecret = 2;

/** Makes OAuth clients and their secrets, and revokes them with everything that they got. */
@Injectable()
export class OauthClientsService {
  constructor(
    private readonly database: Database,
    private readonly clients: OauthClientsRepository,
    private readonly audit: AuditTrail,
    private readonly known: KnownTokens,
    private readonly clock: Clock,
  ) {}

  /** Makes a client, yet without a secret; several may have the same name. */
  async create({ id }: TenantIdentity, origin: Origin, name: string): Promise<OauthClient> {
    return await this.database.tenantTransaction(id, async (scope) => {
      const made = await this.clients.insert(scope, randomUUID(), name, this.clock.now());
      const after = { name, clientId: made.clientId };
      await this.audit.record(scope, origin, { kind: 'oauth-client.created', ...subject(made.id), after });
      return made;
    });
  }

  /** Newest first; revoked ones are gone from it. */
  async list({ id }: TenantIdentity, { limit, cursor }: PageRequest): Promise<Page<OauthClient>> {
    const scope = this.database.tenant(id);
    const rows = await this.clients.list(scope, limit + 1, readPlaceInTime(cursor));
    return cutPage(rows, limit, await this.clients.count(scope), placeInTime);
  }

  /**
   * @param expiresAt null: in two years
   * @throws DomainError 404 `oauth-client-not-found`, 400 naming `expiresAt`
   */
  async addSecret(
    tenant: TenantIdentity,
    origin: Origin,
    clientId: string,
    expiresAt: Date | null,
  ): Promise<NewOauthSecret> {
    const now = this.clock.now();
    if (expiresAt !== null && expiresAt <= now) throw invalidField('expiresAt', 'must be in the future');
    const secret = makeSecret('secret', tenant.environment);
    const prefix = readSecret(secret)?.prefix ?? '';
    const made = { hash: secretHash(secret), prefix, expiresAt: expiresAt ?? inYears(now, yearsOfSecret), now };
    return await this.database.tenantTransaction(tenant.id, async (scope) => {
      await this.lock(scope, clientId);
      const row = await this.clients.insertSecret(scope, clientId, made);
      const after = { secretId: row.id, prefix, expiresAt: row.expiresAt };
      await this.audit.record(scope, origin, { kind: 'oauth-client.secret-added', ...subject(clientId), after });
      return { ...row, secret };
    });
  }

  /** @throws DomainError 404 `oauth-client-not-found` */
  async revoke({ id: organizationId }: TenantIdentity, origin: Origin, clientId: string): Promise<void> {
    await this.database.tenantTransaction(organizationId, async (scope) => {
      const { name, clientId: publicId } = await this.lock(scope, clientId);
      await this.clients.revoke(scope, clientId, this.clock.now());
      const before = { name, clientId: publicId };
      await this.audit.record(scope, origin, { kind: 'oauth-client.revoked', ...subject(clientId), before });
    });
    this.known.forget();
  }

  /** @throws DomainError 404 `oauth-client-not-found`, `oauth-secret-not-found` */
  async revokeSecret(tenant: TenantIdentity, origin: Origin, clientId: string, secretId: string): Promise<void> {
    await this.database.tenantTransaction(tenant.id, async (scope) => {
      await this.lock(scope, clientId);
      const now = this.clock.now();
      const [old] = isUuid(secretId) ? await this.clients.revokeSecrets(scope, clientId, secretId, now) : [];
      if (old === undefined) throw new DomainError('not-found', 'oauth-secret-not-found', 'There is no such secret.');
      const before = { secretId, prefix: old.prefix, expiresAt: old.expiresAt };
      await this.audit.record(scope, origin, { kind: 'oauth-client.secret-revoked', ...subject(clientId), before });
    });
    this.known.forget();
  }

  private async lock(scope: TenantScope, id: string): Promise<Omit<OauthClient, 'secrets'>> {
    const client = isUuid(id) ? await this.clients.lock(scope, id) : null;
    if (client === null) throw new DomainError('not-found', 'oauth-client-not-found', 'There is no such OAuth client.');
    return client;
  }
}

function subject(subjectId: string): { subjectType: string; subjectId: string } {
  return { subjectType: 'oauth-client', subjectId };
}

function inYears(now: Date, years: number): Date {
  const then = new Date(now);
  then.setUTCFullYear(then.getUTCFullYear() + years);
  return then;
}
