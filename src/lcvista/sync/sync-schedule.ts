import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { ConstraintViolation } from '../../database/database-error.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { knownTimezone } from '../../organizations/is-timezone.js';
import { localDate } from '../../organizations/local-date.js';
import { nextSyncAt, type SyncMorning } from '../../organizations/next-sync-at.js';
import { type Calendar, ScheduleRepository } from './schedule.repository.js';
import { SyncQueue } from './sync-queue.js';
import { SyncRunRepository } from './sync-run.repository.js';

const dayMs = 24 * 60 * 60 * 1_000;

/** Mornings further back than this are not looked at one by one. */
const longestLookBackMs = 3 * dayMs;

/** Finds whose morning it is, and sees to it that each gets one run per local date, with any number of processes. */
@Injectable()
export class SyncSchedule {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly schedules: ScheduleRepository,
    private readonly runs: SyncRunRepository,
    private readonly queue: SyncQueue,
  ) {}

  /** The next morning of an organization that has not had its run: when a connection that is new syncs first. */
  async nextMorning(scope: TenantScope): Promise<Date> {
    const now = this.clock.now();
    return nextSyncAt({ ...asOf(now, await this.schedules.findCalendar(scope)), after: now }).at;
  }

  /** Ids of organizations that are due, or that a clock which went wrong has put off too far; the longest due first. */
  async findDue(limit: number): Promise<string[]> {
    return this.schedules.findDue(this.database.installation(), this.clock.now(), limit);
  }

  /**
   * Queues the run of an organization that is due. Several missed mornings are made up by one run, for the latest date.
   * While another run of the organization is under way it stays due. When the clock was ahead and came back, the mornings
   * that it has put off are found again; a date that has had its run in the meantime gets no second one.
   *
   * @returns whether a run was queued
   */
  async queueScheduled(organizationId: string): Promise<boolean> {
    return unlessBusy(() =>
      this.database.tenantTransaction(organizationId, async (scope) => {
        const now = this.clock.now();
        const dueSince = await this.schedules.lockDue(scope, now);
        if (dueSince === null || (await this.runs.findActive(scope)) !== null) return false;
        const { due, next } = mornings(dueSince, now, asOf(now, await this.schedules.findCalendar(scope)));
        if (due === null && next.at.getTime() === dueSince.getTime()) return false;
        await this.schedules.setNext(scope, next.at);
        const run = due === null ? null : await this.runs.insertScheduled(scope, due.localDate, now);
        if (run !== null) await this.queue.enqueue(scope, run.id);
        return run !== null;
      }),
    );
  }

  /**
   * Queues failed runs again whose wait is over.
   *
   * @returns how many
   */
  async queueRetries(limit: number): Promise<number> {
    const now = this.clock.now();
    const due = await this.schedules.findDueRetries(this.database.installation(), now, limit);
    let queued = 0;
    for (const { organizationId, runId } of due) {
      const again = await unlessBusy(() =>
        this.database.tenantTransaction(organizationId, async (scope) => {
          const requeued = await this.schedules.requeue(scope, runId, now);
          if (requeued) await this.queue.enqueue(scope, runId);
          return requeued;
        }),
      );
      if (again) queued += 1;
    }
    return queued;
  }
}

/** A date that is still to come has had its run under a clock that was ahead: it says nothing about those before it. */
function asOf(now: Date, { timezone, syncTime, lastLocalDate }: Calendar): Calendar {
  const ahead = lastLocalDate !== null && lastLocalDate > localDate(now, timezone);
  return { timezone: knownTimezone(timezone), syncTime, lastLocalDate: ahead ? null : lastLocalDate };
}

/** The latest morning that has come, if any has, and the first that has not. */
function mornings(dueSince: Date, now: Date, calendar: Calendar): { due: SyncMorning | null; next: SyncMorning } {
  const putOff = dueSince > now;
  const earliest = now.getTime() - (putOff ? dayMs : longestLookBackMs);
  const from = new Date(putOff ? earliest : Math.max(dueSince.getTime() - 1, earliest));
  let due: SyncMorning | null = null;
  let next = nextSyncAt({ ...calendar, after: from });
  while (next.at <= now) {
    due = next;
    next = nextSyncAt({ ...calendar, after: next.at, lastLocalDate: next.localDate });
  }
  return { due, next };
}

/** Somebody asked for a run in the same moment: it is theirs, and the schedule comes again. */
async function unlessBusy(queueing: () => Promise<boolean>): Promise<boolean> {
  try {
    return await queueing();
  } catch (error) {
    if (error instanceof ConstraintViolation && error.constraint === 'sync_run_one_active') return false;
    throw error;
  }
}
