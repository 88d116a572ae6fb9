/**
 * A foreign text as PostgreSQL can hold it: without NUL, and with halves of surrogate pairs (legal in JSON, but no
 * characters) replaced.
 */
export function madeStorable(text: string): string {
  return text.replaceAll('\u0000', '').replaceAll(/\p{Cs}/gu, '\uFFFD');
}
