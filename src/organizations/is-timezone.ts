import { Temporal } from '@js-temporal/polyfill';

const epoch = Temporal.Instant.fromEpochMilliseconds(0);

/**
 * Whether a text is a time zone by which mornings can be computed. Offsets such as `+02:00` have no daylight saving and
 * are none. `Intl` alone would not do: it knows abbreviations (`AET`, `IST`) that the calendar does not.
 */
export function isTimezone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(text)) return false;
  try {
    epoch.toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The zone to compute with: UTC stands in for one that this process does not know, which was stored under other zone
 * data. A morning at another hour is better than none.
 */
export function knownTimezone(stored: string): string {
  return isTimezone(stored) ? stored : 'UTC';
}
