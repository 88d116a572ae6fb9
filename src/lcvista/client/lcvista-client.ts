import { Pool } from 'undici';
import { publicLookup, type ResolveHost } from '../../common/public-lookup.js';
import { parseApiKey } from './api-key.js';
import { followPages } from './follow-pages.js';
import { withoutKey } from './lcvista-error.js';
import { type ListPage, listPage } from './list-page.js';
import { type LcvistaCatalog, type LcvistaPerson, parseCatalog, parseMember, parsePerson } from './parse-row.js';
import { type Patience, readingPatience, systemTiming, type Timing } from './patience.js';
import { pickCatalog } from './pick-catalog.js';
import { PatientReader } from './patient-reader.js';
import { type PageRequest, type PageSource, readJsonPage } from './read-json-page.js';
import { type ReadingLimits, readingLimits } from './reading-limits.js';
import { runTogether } from './run-together.js';
import type { SiteAddress } from './site-address.js';
import { SiteIndex } from './site-index.js';
import { apiRoot, assumedProfile, membersUrl, type WireProfile } from './wire-profile.js';

export interface LcvistaClientOptions {
  /** from `parseSiteAddress`, parsed anew for each reading: the operator's list may have changed */
  readonly address: SiteAddress;
  readonly apiKey: string;
  /** from `wireProfile(overrides)` */
  readonly profile?: WireProfile;
  readonly patience?: Patience;
  readonly limits?: ReadingLimits;
  readonly timing?: Timing;
  /** how host names are resolved; the addresses are checked after it */
  readonly resolve?: ResolveHost;
}

const groupsAtOnce = 4;
/** the people's pages, and the groups beside them */
const connections = groupsAtOnce + 1;

/**
 * Reads one LCVista site, page by page, and holds no more than the pages it is reading. It only reads. Every method
 * throws LcvistaError, or the signal's reason when aborted. Close it when done.
 */
export class LcvistaClient {
  readonly profile: WireProfile;
  private readonly source: PageSource & { readonly pool: Pool };
  private readonly patient: PatientReader;
  private readonly root: URL;

  /** @throws DomainError when the key cannot go into a header */
  constructor({ address, apiKey, profile, patience, limits, timing, resolve }: LcvistaClientOptions) {
    const time = timing ?? systemTiming;
    const bounds = limits ?? readingLimits;
    this.profile = profile ?? assumedProfile;
    this.root = new URL(apiRoot, address.origin);
    this.patient = new PatientReader(patience ?? readingPatience, time);
    this.source = {
      pool: openPool(address, bounds, resolve),
      apiKey: parseApiKey(apiKey),
      limits: bounds,
      now: () => time.now(),
    };
  }

  /** Drops the connections; requests in flight fail. */
  async close(): Promise<void> {
    await this.source.pool.destroy();
  }

  /** The API's list of its endpoints. */
  async readIndex(signal: AbortSignal): Promise<SiteIndex> {
    try {
      const request = { url: this.root, promised: false };
      return new SiteIndex(this.root, await this.readPage(request, signal), this.profile.index);
    } catch (error) {
      throw withoutKey(error, this.source.apiKey);
    }
  }

  /** Everybody on the site. Rows that move between two requests may come twice: the later one holds. */
  readPeople(index: SiteIndex, signal: AbortSignal): AsyncGenerator<ListPage<LcvistaPerson>, void, void> {
    const request = { url: index.people, promised: false };
    return this.readList(request, signal, (row, url) => parsePerson(row, this.profile.person, url));
  }

  /** All catalogs that the key may see. */
  readCatalogs(index: SiteIndex, signal: AbortSignal): AsyncGenerator<ListPage<LcvistaCatalog>, void, void> {
    const request = { url: index.catalogs, promised: false };
    return this.readList(request, signal, (row, url) => parseCatalog(row, this.profile.catalog, url));
  }

  /** The one catalog of that name, ignoring case; `catalog-not-found` or `catalog-ambiguous` otherwise. */
  async findCatalog(index: SiteIndex, name: string, signal: AbortSignal): Promise<LcvistaCatalog> {
    return (await pickCatalog(this.readCatalogs(index, signal), name)).catalog;
  }

  /** Ids of the people in one user group. A group that is gone means that something changed since the catalog was read. */
  readMembers(index: SiteIndex, groupId: string, signal: AbortSignal): AsyncGenerator<ListPage<string>, void, void> {
    const request = { url: membersUrl(index.usergroups, groupId), promised: true };
    return this.readList(request, signal, (row, url) => parseMember(row, this.profile.member, url));
  }

  /**
   * Reads several groups, up to four at a time. Somebody in two groups comes twice.
   *
   * @param onPage called for each page; calls for different groups may overlap
   */
  async readAssigned(
    index: SiteIndex,
    groups: readonly string[],
    onPage: (personIds: readonly string[]) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const waiting = groups.values();
    const reader = async (inner: AbortSignal): Promise<void> => {
      for (const group of waiting) {
        for await (const page of this.readMembers(index, group, inner)) await onPage(page.rows);
      }
    };
    await runTogether(signal, Array<typeof reader>(groupsAtOnce).fill(reader));
  }

  private async *readList<Row>(
    start: PageRequest,
    signal: AbortSignal,
    parse: (row: unknown, url: URL) => Row,
  ): AsyncGenerator<ListPage<Row>, void, void> {
    const read = (request: PageRequest): Promise<unknown> => this.readPage(request, signal);
    const list = { ...start, names: this.profile.page, mostPages: this.source.limits.pages, read };
    try {
      for await (const page of followPages(list)) yield listPage(page, parse);
    } catch (error) {
      throw withoutKey(error, this.source.apiKey);
    }
  }

  private readPage(request: PageRequest, signal: AbortSignal): Promise<unknown> {
    return this.patient.read(() => readJsonPage(this.source, request, signal), signal);
  }
}

/** A pool is bound to one origin and follows no redirects, so the key cannot go elsewhere by any path through the code. */
function openPool(address: SiteAddress, { silenceMs }: ReadingLimits, resolve?: ResolveHost): Pool {
  return new Pool(address.origin, {
    connections,
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
    connect: { timeout: silenceMs, ...(address.listed ? {} : { lookup: publicLookup(resolve) }) },
  });
}
