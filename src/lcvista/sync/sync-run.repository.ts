import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import type { SyncRun } from './sync-run.js';

/** What a run shows, as columns of `sync_run`. */
export const syncRunColumns = `id, trigger, dry_run as "dryRun", status, created_at as "createdAt",
  started_at as "startedAt", finished_at as "finishedAt", retry_at as "retryAt", attempt, error_code as "errorCode",
  error_message as "errorMessage", people_read as "peopleRead", people_total as "peopleTotal", counts`;

const insertRun = statement(
  'insert-sync-run',
  `insert into sync_run (organization_id, trigger, dry_run, force, requested_by, created_at)
   values ($1, 'manual', $2, $3, $4, $5)
   returning ${syncRunColumns}`,
);

/** The unique index on the local date decides between processes that notice the same morning. */
const insertScheduledRun = statement(
  'insert-scheduled-sync-run',
  `insert into sync_run (organization_id, trigger, local_date, requested_by, created_at)
   values ($1, 'schedule', $2, 'schedule', $3)
   on conflict (organization_id, local_date) where trigger = 'schedule' do nothing
   returning ${syncRunColumns}`,
);

const findRun = statement(
  'find-sync-run',
  `select ${syncRunColumns} from sync_run where organization_id = $1 and id = $2`,
);

const findActiveRun = statement(
  'find-active-sync-run',
  `select ${syncRunColumns} from sync_run where organization_id = $1 and status in ('queued', 'running')`,
);

const approveRun = statement(
  'approve-sync-run',
  `update sync_run
      set status = 'queued', force = true, approved_by = $3, finished_at = null
    where organization_id = $1 and id = $2 and status = 'held' and not dry_run
   returning ${syncRunColumns}`,
);

const replaceHeldRuns = statement(
  'replace-held-sync-runs',
  `with replaced as (
     update sync_run
        set status = 'failed', error_code = $3, error_message = $4, roster_epoch = null
      where organization_id = $1 and status = 'held' and not dry_run and id is distinct from $2::uuid
     returning id
   ), people as (
     delete from roster_person p using replaced r where p.organization_id = $1 and p.run_id = r.id
   )
   delete from roster_assignment a using replaced r where a.organization_id = $1 and a.run_id = r.id`,
);

const discardReadings = statement(
  'discard-kept-readings',
  `update sync_run set roster_epoch = null
    where organization_id = $1 and roster_epoch is not null and status in ('queued', 'running')`,
);

/** Runs as admins ask for them and see them; a run under way belongs to `RunLifeRepository`. */
@Injectable()
export class SyncRunRepository {
  /** @throws ConstraintViolation `sync_run_one_active` when another run is queued or running */
  async insert(
    scope: TenantScope,
    run: { dryRun: boolean; force: boolean; requestedBy: string; at: Date },
  ): Promise<SyncRun> {
    const [inserted] = await scope.query<SyncRun>(insertRun, [run.dryRun, run.force, run.requestedBy, run.at]);
    if (inserted === undefined) throw new Error('a row was inserted and not returned');
    return inserted;
  }

  /** @returns null when that date has had its run */
  async insertScheduled(scope: TenantScope, localDate: string, at: Date): Promise<SyncRun | null> {
    const [run] = await scope.query<SyncRun>(insertScheduledRun, [localDate, at]);
    return run ?? null;
  }

  /** @returns null when the organization has no such run */
  async find(scope: TenantScope, id: string): Promise<SyncRun | null> {
    const [run] = await scope.query<SyncRun>(findRun, [id]);
    return run ?? null;
  }

  /** The run that is queued or running, of which an organization has one at most; null when there is none. */
  async findActive(scope: TenantScope): Promise<SyncRun | null> {
    const [run] = await scope.query<SyncRun>(findActiveRun);
    return run ?? null;
  }

  /** @returns null when the run is not held */
  async approve(scope: TenantScope, id: string, approvedBy: string): Promise<SyncRun | null> {
    const [run] = await scope.query<SyncRun>(approveRun, [id, approvedBy]);
    return run ?? null;
  }

  /** Held runs can no longer be approved: what they read is out of date, and is forgotten. */
  async replaceHeld(scope: TenantScope, by: { runId: string | null; code: string; message: string }): Promise<void> {
    await scope.query(replaceHeldRuns, [by.runId, by.code, by.message]);
  }

  /** Runs that were approved and wait must read the site again. */
  async discardReadings(scope: TenantScope): Promise<void> {
    await scope.query(discardReadings);
  }
}
