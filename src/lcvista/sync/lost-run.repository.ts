import { Injectable } from '@nestjs/common';
import type { Scope, TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';

/** A run that has not ended, as it was found. */
export interface ActiveRun {
  readonly organizationId: string;
  readonly id: string;
  readonly epoch: number;
}

const findActiveRuns = statement(
  'find-sync-runs-active-since',
  `select organization_id as "organizationId", id, epoch
     from sync_run
    where status in ('queued', 'running') and greatest(created_at, started_at) < $1
    order by created_at
    limit $2`,
);

const asFound = `organization_id = $1 and id = $2 and epoch = $3 and status in ('queued', 'running')`;

const lockAsFound = statement('lock-sync-run-as-found', `select id from sync_run where ${asFound} for update`);

const failLost = statement(
  'fail-lost-sync-run',
  `update sync_run
      set status = 'failed', finished_at = $4, error_code = 'internal', error_message = $5, roster_epoch = null
    where ${asFound}`,
);

/** Runs that have not ended, across organizations. */
@Injectable()
export class LostRunRepository {
  /** Runs that were asked for, and taken, before an instant, the oldest first. */
  findActive(scope: Scope, before: Date, limit: number): Promise<ActiveRun[]> {
    return scope.query(findActiveRuns, [before, limit]);
  }

  /** Keeps others from taking the run. @returns false when somebody has taken it since it was found, or it has ended */
  async lock(scope: TenantScope, { id, epoch }: ActiveRun): Promise<boolean> {
    return (await scope.query(lockAsFound, [id, epoch])).length > 0;
  }

  /** Ends a run that nobody carries out any more; one that somebody has taken meanwhile stays as it is. */
  async fail(scope: TenantScope, { id, epoch }: ActiveRun, at: Date, message: string): Promise<void> {
    await scope.query(failLost, [id, epoch, at, message]);
  }
}
