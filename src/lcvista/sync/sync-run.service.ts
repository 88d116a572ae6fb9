import { Injectable } from '@nestjs/common';
import type { AuditKind } from '../../audit/audit-kind.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { isUuid } from '../../common/is-uuid.js';
import { ConstraintViolation } from '../../database/database-error.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { notConnected } from '../connection/not-connected.js';
import { StoredRuns } from './stored-runs.js';
import { SyncQueue } from './sync-queue.js';
import type { SyncRun } from './sync-run.js';

export interface RunRequest {
  readonly dryRun: boolean;
  /** Apply even when the site shrank. */
  readonly force: boolean;
}

/** Runs that admins ask for and approve. */
@Injectable()
export class SyncRunService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly queue: SyncQueue,
    private readonly stored: StoredRuns,
  ) {}

  /**
   * Queues a run.
   *
   * @throws DomainError `lcvista-not-connected`, or `sync-already-running` with `runId`
   */
  async request(organizationId: string, origin: Origin, request: RunRequest): Promise<SyncRun> {
    return this.refusingSecond(organizationId, async (scope) => {
      if ((await this.stored.connections.find(scope)) === null) throw notConnected('conflict');
      const requestedBy = origin.actor.name;
      const run = await this.stored.runs.insert(scope, { ...request, requestedBy, at: this.clock.now() });
      await this.queue.enqueue(scope, run.id);
      await this.record(scope, origin, 'sync-run.requested', run.id, request);
      return run;
    });
  }

  /**
   * Lets a held run apply what it has read.
   *
   * @throws DomainError `sync-run-not-found`, `sync-run-not-held`, or `sync-already-running` with `runId`
   */
  async approve(organizationId: string, origin: Origin, runId: string): Promise<SyncRun> {
    return this.refusingSecond(organizationId, async (scope) => {
      const found = await this.find(scope, runId);
      const run = await this.stored.runs.approve(scope, found.id, origin.actor.name);
      if (run === null) {
        const why = found.dryRun ? 'it is a dry run' : `its status is ${found.status}`;
        throw new DomainError('conflict', 'sync-run-not-held', `The run cannot be approved: ${why}.`);
      }
      await this.queue.enqueue(scope, run.id);
      await this.record(scope, origin, 'sync-run.approved', run.id, null);
      return run;
    });
  }

  /** @throws DomainError `sync-run-not-found` */
  async get(organizationId: string, runId: string): Promise<SyncRun> {
    return this.find(this.database.tenant(organizationId), runId);
  }

  private async find(scope: TenantScope, runId: string): Promise<SyncRun> {
    const run = isUuid(runId) ? await this.stored.runs.find(scope, runId) : null;
    if (run === null) throw new DomainError('not-found', 'sync-run-not-found', 'There is no such sync run.');
    return run;
  }

  /** The unique index on active runs decides, so that of two requests at once one is refused. */
  private async refusingSecond(
    organizationId: string,
    work: (scope: TenantScope) => Promise<SyncRun>,
  ): Promise<SyncRun> {
    for (;;) {
      try {
        return await this.database.tenantTransaction(organizationId, work);
      } catch (error) {
        if (!(error instanceof ConstraintViolation) || error.constraint !== 'sync_run_one_active') throw error;
        const active = await this.stored.runs.findActive(this.database.tenant(organizationId));
        // It has ended in the meantime: nothing is in the way any more.
        if (active !== null) throw alreadyRunning(active.id);
      }
    }
  }

  private async record(
    scope: TenantScope,
    origin: Origin,
    kind: AuditKind,
    id: string,
    after: object | null,
  ): Promise<void> {
    await this.audit.record(scope, origin, { kind, subjectType: 'sync-run', subjectId: id, after });
  }
}

function alreadyRunning(runId: string): DomainError {
  const message = 'A sync run of this organization is queued or running already.';
  return new DomainError('conflict', 'sync-already-running', message, { extensions: { runId } });
}
