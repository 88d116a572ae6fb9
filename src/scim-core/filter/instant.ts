const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,20})?(?:Z|[+-]\d\d:\d\d)$/i;

/**
 * Reads an RFC 3339 date and time with its offset (the xsd:dateTime of RFC 7643 section 2.3.5).
 *
 * @returns the same instant in UTC with milliseconds, so that the order of the texts is the order of the instants;
 *   undefined when it is none
 */
export function toInstant(text: string): string | undefined {
  const instant = DATE_TIME.test(text) ? new Date(text.toUpperCase()) : undefined;
  return instant === undefined || Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}
