import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import { SyncQueue } from '../lcvista/sync/sync-queue.js';

/** The queue's name for the work of one sync run. */
export const syncRunTask = 'sync-run';

/**
 * The key keeps a run from waiting twice. The tries are for crashes and restarts: a reading that fails is recorded in
 * the run and tried again by the schedule, which from the queue's view is a success.
 */
const addJob = statement(
  'enqueue-sync-run',
  `select from graphile_worker.add_job(
     '${syncRunTask}',
     json_build_object('organizationId', $1::uuid, 'runId', $2::uuid),
     job_key := '${syncRunTask}:' || $2::text,
     max_attempts := 25
   )`,
);

/** Sync runs on the job queue in the same PostgreSQL. */
@Injectable()
export class SyncJobQueue extends SyncQueue {
  override async enqueue(scope: TenantScope, runId: string): Promise<void> {
    await scope.query(addJob, [runId]);
  }
}
