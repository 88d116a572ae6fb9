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
