import { createHash } from 'node:crypto';
import { unreadable } from './page-fault.js';
import { parsePage, type RawPage } from './parse-page.js';
import type { PageRequest } from './read-json-page.js';
import type { WireProfile } from './wire-profile.js';

export interface ListRequest extends PageRequest {
  readonly names: WireProfile['page'];
  /** pages after which the list is taken to have no end */
  readonly mostPages: number;
  readonly read: (request: PageRequest) => Promise<unknown>;
}

/** A page and where it was found. */
export interface FoundPage extends RawPage {
  readonly url: URL;
}

/**
 * Walks a list from page to page by its `next` links; page numbers are never computed. One page is held at a time; of the
 * pages before it only a digest of the URL, to notice a list that runs in a circle.
 *
 * @throws LcvistaError `lcvista-unreadable` when `next` repeats, leaves the site, or never ends
 */
export async function* followPages(list: ListRequest): AsyncGenerator<FoundPage, void, void> {
  const seen = new Set([digest(list.url)]);
  for (let request: PageRequest = list; ;) {
    const { url } = request;
    const page = parsePage(await list.read(request), list.names, url);
    if (page.next !== null) {
      const key = digest(page.next);
      if (seen.has(key)) throw unreadable(url, `"${list.names.next}" repeats: ${page.next.href}`);
      if (seen.size >= list.mostPages) throw unreadable(url, `more than ${list.mostPages} pages`);
      seen.add(key);
    }
    yield { ...page, url };
    if (page.next === null) return;
    request = { url: page.next, promised: true };
  }
}

function digest(url: URL): string {
  return createHash('sha256').update(url.href).digest('base64url').slice(0, 22);
}
