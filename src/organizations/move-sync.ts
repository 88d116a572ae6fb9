import { knownTimezone } from './is-timezone.js';
import { nextSyncAt } from './next-sync-at.js';

/** When an organization's morning is. */
export interface DailySync {
  readonly timezone: string;
  readonly syncTime: string;
}

/** Where a schedule stands. */
export interface SyncStanding {
  /** The morning that comes next by the old schedule; in the past when it was missed. */
  readonly nextSyncAt: Date;
  /** The last local date that has had its sync, `YYYY-MM-DD`. */
  readonly lastLocalDate: string | null;
}

/**
 * The next morning after the schedule was changed. A date that waits for its sync keeps it: when its new time has
 * passed already it is due at once. A date that has had its sync gets no second one.
 */
export function moveSync(before: DailySync, after: DailySync, standing: SyncStanding, now: Date): Date {
  const { lastLocalDate } = standing;
  const justBefore = new Date(standing.nextSyncAt.getTime() - 1);
  const waiting = nextSyncAt({ ...pick(before), after: justBefore, lastLocalDate: null }).localDate;
  const coming = nextSyncAt({ ...pick(after), after: now, lastLocalDate });
  if (coming.localDate <= waiting || waiting === lastLocalDate) return coming.at;
  return nextSyncAt({ ...pick(after), after: new Date(0), lastLocalDate: dayBefore(waiting) }).at;
}

function pick({ timezone, syncTime }: DailySync): DailySync {
  return { timezone: knownTimezone(timezone), syncTime };
}

function dayBefore(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
