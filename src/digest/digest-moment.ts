import { Temporal } from '@js-temporal/polyfill';

/** In the order of the ISO week. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export type Weekday = (typeof weekdays)[number];

/** On which day an organization gets its review, and when its morning sync begins. */
export interface DigestSchedule {
  /** IANA name. */
  readonly timezone: string;
  /** Wall clock time there, `HH:MM`. */
  readonly syncTime: string;
  readonly weekday: Weekday;
}

/** When a review is due, and of which week it is (ISO 8601, e.g. `2026-W02`). */
export interface DigestMoment {
  readonly at: Date;
  readonly week: string;
  readonly weekBefore: string;
}

/** What the morning's sync gets to finish, so that the review tells of this morning. */
const afterSync = { hours: 1 };

/**
 * The first moment after an instant at which a review is due: once in each week of the local calendar, an hour after the
 * sync begins. A time that the clocks skip comes as much later as they jump; of one that comes twice, the first counts.
 *
 * @param after the answer lies strictly after it
 * @param lastWeek the last week that has had its review; null: none yet
 * @throws RangeError when the zone or the time is not one
 */
export function nextDigestAt(schedule: DigestSchedule, after: Date, lastWeek: string | null): DigestMoment {
  const { timezone: timeZone, syncTime } = schedule;
  const plainTime = Temporal.PlainTime.from(syncTime);
  const start = Temporal.Instant.fromEpochMilliseconds(after.getTime());
  let date = sameWeek(start.toZonedDateTimeISO(timeZone).toPlainDate(), schedule.weekday).subtract({ weeks: 1 });
  for (;;) {
    const at = date.toZonedDateTime({ timeZone, plainTime }).toInstant().add(afterSync);
    const week = weekOf(date);
    if (Temporal.Instant.compare(at, start) > 0 && (lastWeek === null || week > lastWeek)) {
      return { at: new Date(at.epochMilliseconds), week, weekBefore: weekOf(date.subtract({ weeks: 1 })) };
    }
    date = date.add({ weeks: 1 });
  }
}

function sameWeek(date: Temporal.PlainDate, weekday: Weekday): Temporal.PlainDate {
  return date.add({ days: weekdays.indexOf(weekday) + 1 - date.dayOfWeek });
}

function weekOf(date: Temporal.PlainDate): string {
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`;
}
