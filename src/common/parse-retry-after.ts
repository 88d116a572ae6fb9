/**
 * Reads a `Retry-After` header (RFC 9110 §10.2.3: seconds or a date).
 *
 * @param now milliseconds since 1970, to count a date from
 * @returns milliseconds, never negative; null when the header is absent or says nothing usable
 */
export function parseRetryAfter(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  if (!/^[A-Z][a-z]{2}/.test(text)) return null;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
