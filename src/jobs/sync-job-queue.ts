import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import { type QueueFate, SyncQueue } from '../lcvista/sync/sync-queue.js';

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

/** A job that is locked is being done, be it for the last time. */
const findFate = statement(
  'find-fate-of-sync-run',
  `select case when j.id is null then 'vanished'
               when j.attempts >= j.max_attempts and j.locked_at is null then 'given-up'
               else 'waiting' end as fate
     from (select $1::uuid) organization
     left join graphile_worker.jobs j on j.key = '${syncRunTask}:' || $2::text`,
);

/** Sync runs on the job queue in the same PostgreSQL. */
@Injectable()
export class SyncJobQueue extends SyncQueue {
  override async enqueue(scope: TenantScope, runId: string): Promise<void> {
    await scope.query(addJob, [runId]);
  }

  override async fateOf(scope: TenantScope, runId: string): Promise<QueueFate> {
    const [row] = await scope.query<{ fate: QueueFate }>(findFate, [runId]);
    return row?.fate ?? 'vanished';
  }
}
