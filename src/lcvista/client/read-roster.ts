import type { LcvistaClient } from './lcvista-client.js';
import type { LcvistaCatalog, LcvistaPerson } from './parse-row.js';
import { runTogether } from './run-together.js';
import type { SiteIndex } from './site-index.js';

export interface RosterReading {
  readonly client: LcvistaClient;
  /** name of the catalog whose groups say who is assigned; not looked at when everyone is */
  readonly catalog: string;
  readonly assignment: 'groups' | 'everyone';
  /** a page of people; the same person may come again later, and then the later row holds */
  readonly onPeople: (people: readonly LcvistaPerson[]) => Promise<void>;
  /** ids of assigned people; may repeat, and may name people who do not exist. Never called when everyone is assigned */
  readonly onAssigned: (personIds: readonly string[]) => Promise<void>;
  /** rows taken by `onPeople` so far, and what the site says there are */
  readonly onProgress?: (progress: { peopleRead: number; peopleTotal: number | null }) => void;
  readonly signal: AbortSignal;
}

/** What a complete reading saw. */
export interface RosterRead {
  /** rows, so somebody who came twice counts twice */
  readonly peopleRows: number;
  readonly memberRows: number;
  /** null when everyone is assigned */
  readonly catalog: LcvistaCatalog | null;
}

/**
 * Reads a whole site: its people and, at the same time, who is assigned. Pages go to the sink as they come and the next is
 * asked for when the sink is done, so memory does not grow with the site. Calls of the sink never overlap, none begins
 * after a failure, and all are over when the promise settles. Only a promise that resolves means a complete reading.
 *
 * @throws LcvistaError, whatever the sink throws, or the signal's reason when aborted
 */
export async function readRoster(reading: RosterReading): Promise<RosterRead> {
  const { client, assignment, signal } = reading;
  const index = await client.readIndex(signal);
  const sink = new Sink(reading);
  let catalog: LcvistaCatalog | null = null;
  const readPeople = async (inner: AbortSignal): Promise<void> => {
    for await (const page of client.readPeople(index, inner)) await sink.people(page.rows, page.total, inner);
  };
  const readAssignment = async (inner: AbortSignal): Promise<void> => {
    catalog = await readCatalogMembers(reading, index, sink, inner);
  };
  await runTogether(signal, assignment === 'everyone' ? [readPeople] : [readPeople, readAssignment]);
  return { peopleRows: sink.peopleRows, memberRows: sink.memberRows, catalog };
}

async function readCatalogMembers(
  { client, catalog: name }: RosterReading,
  index: SiteIndex,
  sink: Sink,
  signal: AbortSignal,
): Promise<LcvistaCatalog> {
  const catalog = await client.findCatalog(index, name, signal);
  await client.readAssigned(index, catalog.userGroups, (ids) => sink.assigned(ids, signal), signal);
  return catalog;
}

/** Lets one page through at a time: the sink is most likely one database connection. */
class Sink {
  peopleRows = 0;
  memberRows = 0;
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly reading: RosterReading) {}

  /** A page of people, in its turn. @param total how many the site says there are, null when it says nothing */
  async people(rows: readonly LcvistaPerson[], total: number | null, signal: AbortSignal): Promise<void> {
    if (rows.length > 0) await this.inTurn(() => this.reading.onPeople(rows), signal);
    this.peopleRows += rows.length;
    this.reading.onProgress?.({ peopleRead: this.peopleRows, peopleTotal: total });
  }

  /** A page of people who can see the catalog, by id. */
  async assigned(ids: readonly string[], signal: AbortSignal): Promise<void> {
    if (ids.length > 0) await this.inTurn(() => this.reading.onAssigned(ids), signal);
    this.memberRows += ids.length;
  }

  private async inTurn(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const mine = this.turn.then(() => {
      signal.throwIfAborted();
      return work();
    });
    this.turn = mine.catch(() => undefined);
    await mine;
  }
}
