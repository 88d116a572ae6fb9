import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import type { TenantScope } from '../../database/scope.js';
import { lockMappings } from '../mapping/lock-mappings.js';
import { SyncRunRepository } from '../sync/sync-run.repository.js';
import { ConnectionRepository } from './connection.repository.js';
import { FormerSiteRepository } from './former-site.repository.js';

/** What a change of a connection touches. */
@Injectable()
export class StoredConnections {
  constructor(
    readonly connections: ConnectionRepository,
    readonly sites: FormerSiteRepository,
    readonly audit: AuditTrail,
    private readonly runs: SyncRunRepository,
  ) {}

  /** What was read from one site is never applied as if it came from another. */
  async discardReadings(scope: TenantScope): Promise<void> {
    await this.runs.discardReadings(scope);
    await this.runs.replaceHeld(scope, {
      runId: null,
      code: 'connection-changed',
      message: 'The LCVista connection was changed before the run was approved.',
    });
  }

  /** Ends what was known of the people of one site: an id of another is somebody else's. */
  async leaveSite(
    scope: TenantScope,
    origin: Origin,
    { from, to }: { from: string; to: string },
    at: Date,
  ): Promise<void> {
    await lockMappings(scope);
    const left = await this.sites.leave(scope, { from, to, by: origin.actor.name, at });
    await this.audit.record(scope, origin, {
      kind: 'lcvista-connection.site-changed',
      subjectType: 'lcvista-connection',
      subjectId: scope.organizationId,
      before: { siteUrl: from, ...left },
      after: { siteUrl: to },
    });
  }
}
