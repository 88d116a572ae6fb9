import { excerpt, unreadable } from './page-fault.js';
import type { WireProfile } from './wire-profile.js';

/** A page of a list, before its rows are looked at. */
export interface RawPage {
  readonly rows: readonly unknown[];
  readonly next: URL | null;
  /** rows in the whole list, when the site says */
  readonly count: number | null;
}

const longestNext = 8_192;

/**
 * Finds the rows and the next page in what a site answered. A missing `next` is not the last page but an error, since it
 * would end the reading early and make people look gone.
 *
 * @throws LcvistaError `lcvista-unreadable`
 */
export function parsePage(value: unknown, names: WireProfile['page'], url: URL): RawPage {
  if (Array.isArray(value)) return { rows: value, next: null, count: value.length };
  if (!isObject(value)) throw unreadable(url, `neither a page nor a list but ${kindOf(value)}`);
  for (const key of [names.results, names.next]) {
    if (!Object.hasOwn(value, key)) throw unreadable(url, `a page without "${key}"; it has ${keysOf(value)}`);
  }
  const rows = value[names.results];
  if (!Array.isArray(rows)) throw unreadable(url, `"${names.results}" is not a list but ${kindOf(rows)}`);
  const count = Object.hasOwn(value, names.count) ? value[names.count] : null;
  return {
    rows,
    next: nextOf(value[names.next], names.next, url),
    count: typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null,
  };
}

function nextOf(next: unknown, name: string, url: URL): URL | null {
  if (next === null) return null;
  if (typeof next !== 'string') throw unreadable(url, `"${name}" is neither a URL nor null but ${kindOf(next)}`);
  return ownUrl(next, name, url);
}

/**
 * A link that a site gave, as long as it stays there.
 *
 * @param name the key it was found under, for the message
 * @param url the page on which it was found
 * @throws LcvistaError `lcvista-unreadable` when it is no URL or leaves the site's origin
 */
export function ownUrl(link: string, name: string, url: URL): URL {
  if (link.length > longestNext || !URL.canParse(link, url.href)) {
    throw unreadable(url, `"${name}" is no usable URL: ${excerpt(link)}`);
  }
  const target = new URL(link, url);
  if (target.origin !== url.origin || target.username !== '' || target.password !== '') {
    throw unreadable(url, `"${name}" leaves the site: ${excerpt(link)}`);
  }
  target.hash = '';
  return target;
}

/** Whether a value is a JSON object, and neither null nor a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value is, in words for a message. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}

/** The keys that are there, so that an operator sees how the site spells what was not found. */
export function keysOf(value: object): string {
  const keys = Object.keys(value);
  if (keys.length === 0) return 'no keys';
  return `${excerpt(keys.slice(0, 40).join(', '), 400)}${keys.length > 40 ? ` and ${keys.length - 40} more` : ''}`;
}
