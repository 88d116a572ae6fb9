import { Temporal } from '@js-temporal/polyfill';

/** When an organization's morning is, and what has been done already. */
export interface SyncPlan {
  /** IANA name, e.g. `America/Toronto`. */
  readonly timezone: string;
  /** Wall clock time there, `HH:MM`. */
  readonly syncTime: string;
  /** The answer lies strictly after this instant. */
  readonly after: Date;
  /** The last local date that has had its sync, `YYYY-MM-DD`; null: none yet. */
  readonly lastLocalDate: string | null;
}

/** One morning: the instant, and the local date that it belongs to (`YYYY-MM-DD`). */
export interface SyncMorning {
  readonly at: Date;
  readonly localDate: string;
}

/**
 * The next morning that has not had its sync: exactly one for each date of the local calendar, also across daylight
 * saving. A time that the clocks skip comes as much later as they jump; of a time that comes twice, the first counts.
 * A date that a zone leaves out altogether (Samoa, 30 December 2011) has no morning.
 *
 * @throws RangeError when the zone or the time is not one
 */
export function nextSyncAt(plan: SyncPlan): SyncMorning {
  const time = Temporal.PlainTime.from(plan.syncTime);
  const after = Temporal.Instant.fromEpochMilliseconds(plan.after.getTime());
  let date = firstDate(plan, after);
  for (;;) {
    const at = date.toZonedDateTime({ timeZone: plan.timezone, plainTime: time }).toInstant();
    if (Temporal.Instant.compare(at, after) > 0 && exists(date, plan.timezone)) {
      return { at: new Date(at.epochMilliseconds), localDate: date.toString() };
    }
    date = date.add({ days: 1 });
  }
}

/** Yesterday is looked at too: a late evening that the clocks skip comes after midnight and still belongs to its date. */
function firstDate(plan: SyncPlan, after: Temporal.Instant): Temporal.PlainDate {
  const yesterday = after.toZonedDateTimeISO(plan.timezone).toPlainDate().subtract({ days: 1 });
  if (plan.lastLocalDate === null) return yesterday;
  const following = Temporal.PlainDate.from(plan.lastLocalDate).add({ days: 1 });
  return Temporal.PlainDate.compare(following, yesterday) > 0 ? following : yesterday;
}

function exists(date: Temporal.PlainDate, timezone: string): boolean {
  return date.toZonedDateTime(timezone).toPlainDate().equals(date);
}
