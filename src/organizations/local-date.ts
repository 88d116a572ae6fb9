import { Temporal } from '@js-temporal/polyfill';
import { knownTimezone } from './is-timezone.js';

/**
 * The date on an organization's calendar, `YYYY-MM-DD`. Never throws: in a zone that this process does not know, which
 * was stored under other zone data, the date is that of UTC.
 */
export function localDate(at: Date, timezone: string): string {
  const zone = knownTimezone(timezone);
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();
}
