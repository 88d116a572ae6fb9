import { Injectable } from '@nestjs/common';
import type { Scope, TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';

/** When an organization's mornings are, and which of them has had its run. */
export interface Calendar {
  readonly timezone: string;
  readonly syncTime: string;
  /** null: no scheduled run yet */
  readonly lastLocalDate: string | null;
}

const findCalendar = statement(
  'find-sync-calendar',
  `select o.timezone, o.sync_time as "syncTime",
          (select max(local_date) from sync_run where organization_id = $1 and trigger = 'schedule') as "lastLocalDate"
     from organization o
    where o.id = $1`,
);

/** No morning is so far away but after a schedule was moved, or after the clock was: both are looked at again. */
const farAhead = '26 hours';

const isToLookAt = (at: string): string =>
  `(next_sync_at <= ${at} or next_sync_at > ${at}::timestamptz + interval '${farAhead}')`;

const findDueOrganizations = statement(
  'find-organizations-due-for-sync',
  `select organization_id as "organizationId"
     from lcvista_connection
    where ${isToLookAt('$1')}
    order by next_sync_at, organization_id
    limit $2`,
);

/** Whoever finds the row locked leaves it: another process is at it. */
const lockDueConnection = statement(
  'lock-due-lcvista-connection',
  `select next_sync_at as "nextSyncAt"
     from lcvista_connection
    where organization_id = $1 and ${isToLookAt('$2')}
      for update skip locked`,
);

const setNextSync = statement(
  'set-next-sync',
  `update lcvista_connection set next_sync_at = $2 where organization_id = $1`,
);

const findDueRetries = statement(
  'find-sync-runs-due-for-retry',
  `select organization_id as "organizationId", id as "runId"
     from sync_run
    where retry_at <= $1
    order by retry_at
    limit $2`,
);

/** Pointless when a later run has read everything; otherwise it waits for the run that is under way. */
const dropPointlessRetry = statement(
  'drop-pointless-sync-retry',
  `update sync_run r
      set retry_at = null
    where r.organization_id = $1 and r.id = $2
      and exists (select from sync_run later
                   where later.organization_id = $1 and later.seq > r.seq and later.status = 'succeeded'
                     and (not later.dry_run or r.dry_run))`,
);

const requeueRun = statement(
  'requeue-sync-run',
  `update sync_run r
      set status = 'queued', attempt = attempt + 1, retry_at = null, finished_at = null, error_code = null,
          error_message = null
    where r.organization_id = $1 and r.id = $2 and r.status = 'failed' and r.retry_at <= $3
      and not exists (select from sync_run active
                       where active.organization_id = $1 and active.status in ('queued', 'running'))
   returning id`,
);

/** Which organizations' mornings have come, and which failed runs are tried again. */
@Injectable()
export class ScheduleRepository {
  /** @throws Error when the organization does not exist, which its scope rules out */
  async findCalendar(scope: TenantScope): Promise<Calendar> {
    const [calendar] = await scope.query<Calendar>(findCalendar);
    if (calendar === undefined) throw new Error(`there is no organization ${scope.organizationId}`);
    return calendar;
  }

  /** Organizations whose morning has come, the longest due first; then those whose morning is suspiciously far away. */
  async findDue(scope: Scope, now: Date, limit: number): Promise<string[]> {
    const rows = await scope.query<{ organizationId: string }>(findDueOrganizations, [now, limit]);
    return rows.map(({ organizationId }) => organizationId);
  }

  /** @returns since when the sync is due, or a time far ahead; null when it is neither, or somebody else is at it */
  async lockDue(scope: TenantScope, now: Date): Promise<Date | null> {
    const [row] = await scope.query<{ nextSyncAt: Date }>(lockDueConnection, [now]);
    return row?.nextSyncAt ?? null;
  }

  /** @param at the next morning's instant */
  async setNext(scope: TenantScope, at: Date): Promise<void> {
    await scope.query(setNextSync, [at]);
  }

  /** Failed runs whose pause is over, the longest due first. */
  async findDueRetries(scope: Scope, now: Date, limit: number): Promise<{ organizationId: string; runId: string }[]> {
    return scope.query(findDueRetries, [now, limit]);
  }

  /** @returns whether the run is queued again */
  async requeue(scope: TenantScope, runId: string, now: Date): Promise<boolean> {
    await scope.query(dropPointlessRetry, [runId]);
    const rows = await scope.query(requeueRun, [runId, now]);
    return rows.length > 0;
  }
}
