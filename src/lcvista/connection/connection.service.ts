import { Injectable } from '@nestjs/common';
import type { Origin } from '../../audit/origin.js';
import { Clock } from '../../common/clock.js';
import { invalidField } from '../../common/domain-error.js';
import { Database } from '../../database/database.js';
import { parseApiKey } from '../client/api-key.js';
import { checkConnection, type ConnectionCheck } from '../client/check-connection.js';
import { wireProfile } from '../client/wire-profile.js';
import { SyncSchedule } from '../sync/sync-schedule.js';
import { type Connection, type ConnectionSettings, readsTheSame } from './connection.js';
import type { SealedKey } from './connection.repository.js';
import { notConnected } from './not-connected.js';
import { SiteClients } from './site-clients.js';
import { StoredConnections } from './stored-connections.js';

/** An operator waits for a check. */
const checkDeadlineMs = 60_000;

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
   * not be sent where its owner did not mean it to go.
   *
   * @throws DomainError `validation-failed` that names the field
   */
  async set(
    organizationId: string,
    origin: Origin,
    given: ConnectionSettings,
    apiKey: string | undefined,
  ): Promise<Connection> {
    wireProfile(given.wireProfile);
    const settings = { ...given, siteUrl: this.clients.originOf(given.siteUrl) };
    const key = apiKey === undefined ? null : this.clients.seal(organizationId, parseApiKey(apiKey));
    return this.database.tenantTransaction(organizationId, async (scope) => {
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
      return after;
    });
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
