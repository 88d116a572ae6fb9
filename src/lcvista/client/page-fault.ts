import { LcvistaError } from './lcvista-error.js';
import { madeStorable } from './made-storable.js';

/** A page that could not be had this time, though the same request may work in a moment. */
export class PassingFault extends Error {
  /**
   * @param busy the site said 429: it is well, it wants to be asked later
   * @param retryAfterMs how long it said, when it said so
   */
  constructor(
    message: string,
    readonly busy: boolean,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
    this.name = 'PassingFault';
  }
}

/** An answer that is not the API as the profile has it; names the URL and what was found there. */
export function unreadable(url: URL, found: string): LcvistaError {
  return new LcvistaError('lcvista-unreadable', `${shown(url)}: ${found}`);
}

/** A URL as messages show it. */
export function shown(url: URL): string {
  return excerpt(url.href, 300);
}

/** The beginning of a foreign text on one line, for a message. */
export function excerpt(text: string, length = 120): string {
  const line = text
    .slice(0, length * 2)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  const cut = line.length > length || text.length > length * 2;
  return madeStorable(cut ? `${line.slice(0, length)}…` : line);
}
