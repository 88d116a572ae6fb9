import { unreadable } from './page-fault.js';
import { isObject, keysOf, kindOf, ownUrl } from './parse-page.js';
import type { WireProfile } from './wire-profile.js';

/**
 * What the API's root lists. Each endpoint is looked up when it is needed, so that a site without catalogs can still be
 * read when everybody is assigned, and a check can tell which one is missing.
 */
export class SiteIndex {
  private readonly links: Readonly<Record<string, unknown>>;

  /** @throws LcvistaError `lcvista-unreadable` when the root is no list of endpoints */
  constructor(
    readonly url: URL,
    value: unknown,
    private readonly names: WireProfile['index'],
  ) {
    if (!isObject(value)) throw unreadable(url, `no list of endpoints but ${kindOf(value)}`);
    this.links = value;
  }

  get people(): URL {
    return this.endpoint(this.names.people);
  }

  get catalogs(): URL {
    return this.endpoint(this.names.catalogs);
  }

  get usergroups(): URL {
    return this.endpoint(this.names.usergroups);
  }

  /** The keys that are there, for a message. */
  get found(): string {
    return keysOf(this.links);
  }

  /** @throws LcvistaError `lcvista-unreadable` when it is missing or leaves the site */
  private endpoint(name: string): URL {
    const link = Object.hasOwn(this.links, name) ? this.links[name] : undefined;
    if (typeof link !== 'string') throw unreadable(this.url, `no URL for "${name}"; it has ${this.found}`);
    return ownUrl(link, name, this.url);
  }
}
