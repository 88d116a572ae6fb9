import { Pool } from 'undici';
import { followPages, type FoundPage } from './follow-pages.js';
import { LcvistaError, withoutKey } from './lcvista-error.js';
import { type LcvistaCatalog, type LcvistaPerson, parseCatalog, parseMember, parsePerson } from './parse-row.js';
import { type Clock, type Patience, readingPatience, systemClock } from './patience.js';
import { pickCatalog } from './pick-catalog.js';
import { publicLookup, type ResolveHost } from './public-lookup.js';
import { PatientReader } from './read-patiently.js';
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
  readonly clock?: Clock;
  /** how host names are resolved; the addresses are checked after it */
  readonly resolve?: ResolveHost;
}

/** One page of rows, in the order in which the site lists them. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  /** rows in the whole list, when the site says; it may change from page to page */
  readonly total: number | null;
  /** where the page is, for messages */
  readonly url: URL;
  /** keys of the first row as they are on the wire; none on an empty page */
  readonly wireNames: readonly string[];
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

  constructor({ address, apiKey, profile, patience, limits, clock, resolve }: LcvistaClientOptions) {
    if (!/^[\x21-\x7e]+$/.test(apiKey)) {
      throw new LcvistaError('lcvista-unauthorized', 'the API key is empty or has characters that no header may carry');
    }
    const timing = clock ?? systemClock;
    const bounds = limits ?? readingLimits;
    this.profile = profile ?? assumedProfile;
    this.root = new URL(apiRoot, address.origin);
    this.patient = new PatientReader(patience ?? readingPatience, timing);
    this.source = {
      pool: openPool(address, bounds, resolve),
      apiKey,
      limits: bounds,
      now: () => timing.now(),
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

function listPage<Row>({ rows, count, url }: FoundPage, parse: (row: unknown, url: URL) => Row): ListPage<Row> {
  const [first] = rows;
  return {
    rows: rows.map((row) => parse(row, url)),
    total: count,
    url,
    wireNames: typeof first === 'object' && first !== null ? Object.keys(first) : [],
  };
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
