import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { TenantScope } from '../../database/scope.js';
import { SyncRunRepository } from '../sync/sync-run.repository.js';
import { ConnectionRepository } from './connection.repository.js';

/** What a change of a connection touches. */
@Injectable()
export class StoredConnections {
  constructor(
    readonly connections: ConnectionRepository,
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
}
