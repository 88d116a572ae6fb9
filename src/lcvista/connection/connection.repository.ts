import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import type { Connection, ConnectionSettings } from './connection.js';

const columns = `site_url as "siteUrl", catalog, assignment, shrink_limit_percent as "shrinkLimitPercent",
  wire_profile as "wireProfile", api_key_sealed as "apiKeySealed", api_key_last4 as "apiKeyLast4",
  next_sync_at as "nextSyncAt", connected_at as "connectedAt", updated_at as "updatedAt"`;

const findConnection = statement(
  'find-lcvista-connection',
  `select ${columns} from lcvista_connection where organization_id = $1`,
);

const lockConnection = statement(
  'lock-lcvista-connection',
  `select ${columns} from lcvista_connection where organization_id = $1 for update`,
);

const saveConnection = statement(
  'save-lcvista-connection',
  `insert into lcvista_connection (organization_id, site_url, catalog, assignment, shrink_limit_percent, wire_profile,
     api_key_sealed, api_key_last4, next_sync_at, connected_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
   on conflict (organization_id) do update
      set site_url = excluded.site_url, catalog = excluded.catalog, assignment = excluded.assignment,
          shrink_limit_percent = excluded.shrink_limit_percent, wire_profile = excluded.wire_profile,
          api_key_sealed = excluded.api_key_sealed, api_key_last4 = excluded.api_key_last4,
          updated_at = excluded.updated_at
   returning ${columns}`,
);

const deleteConnection = statement(
  'delete-lcvista-connection',
  `delete from lcvista_connection where organization_id = $1 returning ${columns}`,
);

/** A key that is sealed for the organization, and how it may be shown. */
export interface SealedKey {
  readonly sealed: Buffer;
  readonly last4: string;
}

/** The one connection of an organization, its key sealed. */
@Injectable()
export class ConnectionRepository {
  /** @returns null when there is none */
  async find(scope: TenantScope): Promise<Connection | null> {
    const [connection] = await scope.query<Connection>(findConnection);
    return connection ?? null;
  }

  /** Keeps the connection as it is until the transaction ends. */
  async lock(scope: TenantScope): Promise<Connection | null> {
    const [connection] = await scope.query<Connection>(lockConnection);
    return connection ?? null;
  }

  /** @param nextSyncAt holds for a connection that is new; an old one keeps its morning */
  async save(
    scope: TenantScope,
    settings: ConnectionSettings,
    key: SealedKey,
    nextSyncAt: Date,
    at: Date,
  ): Promise<Connection> {
    const [connection] = await scope.query<Connection>(saveConnection, [
      settings.siteUrl,
      settings.catalog,
      settings.assignment,
      settings.shrinkLimitPercent,
      JSON.stringify(settings.wireProfile),
      key.sealed,
      key.last4,
      nextSyncAt,
      at,
    ]);
    if (connection === undefined) throw new Error('a row was saved and not returned');
    return connection;
  }

  /** @returns what there was, or null */
  async delete(scope: TenantScope): Promise<Connection | null> {
    const [connection] = await scope.query<Connection>(deleteConnection);
    return connection ?? null;
  }
}
