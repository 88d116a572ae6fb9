import { Injectable } from '@nestjs/common';
import type { Origin } from '../../audit/origin.js';
import { Clock } from '../../common/clock.js';
import { invalidField } from '../../common/domain-error.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { parseApiKey } from '../client/api-key.js';
import { checkConnection, type ConnectionCheck } from '../client/check-connection.js';
import { wireProfile } from '../client/wire-profile.js';
import { SyncSchedule } from '../sync/sync-schedule.js';
import { type Connection, type ConnectionSettings, readsTheSame } from './connection.js';
import type { SealedKey } from './connection.repository.js';
import { notConnected } from './not-connected.js';
import { SiteClients } from './site-clients.js';
import { StoredConnections } from './stored-connections.js';

/** An operator waits for a check, and no request waits for 30 seconds. */
const checkDeadlineMs = 25_000;

/** The one connection of an organization to its LCVista site. */
@Injectable()
export class ConnectionService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly stored: StoredConnections,
    private readonly clients: SiteClients,
    private readonly schedule: SyncSchedule,
  ) {}

  /** @throws DomainError `lcvista-not-connected` */
  async get(organizationId: string): Promise<Connection> {
    const connection = await this.stored.connections.find(this.database.tenant(organizationId));
    if (connection === null) throw notConnected('not-found');
    return connection;
  }

  /**
   * Sets the connection, or replaces it. The stored key stays when none is given, but never for another site: a key must
   * not be sent where its owner did not mean it to go. Ids of another site are other people, so mappings to those of the
   * former one end with the change, in the same transaction; even when the connection was removed in between.
   *
   * @param isSameSite the former site has only got a new address: its people keep their ids, and all stays as it is
   * @throws DomainError `validation-failed` that names the field
   */
  async set(
    organizationId: string,
    origin: Origin,
    given: ConnectionSettings,
    apiKey: string | undefined,
    isSameSite: boolean,
  ): Promise<Connection> {
    wireProfile(given.wireProfile);
    const settings = { ...given, siteUrl: this.clients.originOf(given.siteUrl) };
    const key = apiKey === undefined ? null : this.clients.seal(organizationId, parseApiKey(apiKey));
    return this.transaction(organizationId, settings.siteUrl, async (scope) => {
      const before = await this.stored.connections.lock(scope);
      const nextSyncAt = before?.nextSyncAt ?? (await this.schedule.nextMorning(scope));
      const sealed = key ?? storedKey(before, settings);
      const after = await this.stored.connections.save(scope, settings, sealed, nextSyncAt, this.clock.now());
      if (before !== null && !readsTheSame(before, after)) await this.stored.discardReadings(scope);
      await this.stored.audit.record(scope, origin, {
        kind: before === null ? 'lcvista-connection.created' : 'lcvista-connection.changed',
        subjectType: 'lcvista-connection',
        subjectId: organizationId,
        before: before === null ? null : shown(before),
        after: shown(after),
      });
      await this.settleSite(scope, origin, before, after, isSameSite);
      return after;
    });
  }

  /** Leaving a site may end a million mappings, which is more than the time limit of a request allows. */
  private async transaction<T>(
    organizationId: string,
    siteUrl: string,
    work: (scope: TenantScope) => Promise<T>,
  ): Promise<T> {
    const known = await this.stored.sites.find(this.database.tenant(organizationId));
    if (known === null || known === siteUrl) return this.database.tenantTransaction(organizationId, work);
    return this.database.patientTransaction(organizationId, work);
  }

  /** The connection knows no site when it was removed, and the row of the site is missing when an old release made it. */
  private async settleSite(
    scope: TenantScope,
    origin: Origin,
    before: Connection | null,
    { siteUrl: to }: Connection,
    isSameSite: boolean,
  ): Promise<void> {
    const from = (await this.stored.sites.find(scope)) ?? before?.siteUrl ?? to;
    if (from !== to && !isSameSite) await this.stored.leaveSite(scope, origin, { from, to }, this.clock.now());
    await this.stored.sites.remember(scope, to);
  }

  /** Takes the connection away; what was read and mapped stays as it is. @throws DomainError `lcvista-not-connected` */
  async remove(organizationId: string, origin: Origin): Promise<void> {
    await this.database.tenantTransaction(organizationId, async (scope) => {
      const before = await this.stored.connections.delete(scope);
      if (before === null) throw notConnected('not-found');
      await this.stored.discardReadings(scope);
      await this.stored.audit.record(scope, origin, {
        kind: 'lcvista-connection.removed',
        subjectType: 'lcvista-connection',
        subjectId: organizationId,
        before: shown(before),
      });
    });
  }

  /** Tries the connection step by step and changes nothing. @throws DomainError `lcvista-not-connected` */
  async check(organizationId: string): Promise<ConnectionCheck> {
    const connection = await this.get(organizationId);
    return checkConnection({
      options: this.clients.options(organizationId, connection),
      catalog: connection.catalog,
      assignment: connection.assignment,
      deadlineMs: checkDeadlineMs,
    });
  }
}

function storedKey(before: Connection | null, settings: ConnectionSettings): SealedKey {
  if (before === null) throw invalidField('apiKey', 'is required for a new connection');
  if (before.siteUrl !== settings.siteUrl) throw invalidField('apiKey', 'is required when the site changes');
  return { sealed: before.apiKeySealed, last4: before.apiKeyLast4 };
}

/** The connection without its key, for the audit trail. */
function shown(connection: Connection): object {
  const { siteUrl, apiKeyLast4, catalog, assignment, shrinkLimitPercent, wireProfile } = connection;
  return { siteUrl, apiKey: `…${apiKeyLast4}`, catalog, assignment, shrinkLimitPercent, wireProfile };
}
