import type { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { LcvistaClient, type LcvistaClientOptions } from '../../../src/lcvista/client/lcvista-client.js';
import type { LcvistaPerson } from '../../../src/lcvista/client/parse-row.js';
import { readRoster, type RosterRead, type RosterReading } from '../../../src/lcvista/client/read-roster.js';
import { parseSiteAddress } from '../../../src/lcvista/client/site-address.js';

export interface Everything {
  people: LcvistaPerson[];
  assigned: string[];
  progress: { peopleRead: number; peopleTotal: number | null }[];
  read: RosterRead;
}

/** Reads a whole stand-in site into memory, with everything that matters left as it is unless told otherwise. */
export async function readEverything(
  site: StandInLcvista,
  reading: Partial<RosterReading> = {},
  options: Partial<LcvistaClientOptions> = {},
): Promise<Everything> {
  const address = parseSiteAddress(site.url, [site.host]);
  const client = new LcvistaClient({ address, apiKey: site.apiKey, ...options });
  const got: Omit<Everything, 'read'> = { people: [], assigned: [], progress: [] };
  try {
    const read = await readRoster({
      client,
      catalog: 'LumiQ',
      assignment: 'groups',
      onPeople: async (people) => void got.people.push(...people),
      onAssigned: async (ids) => void got.assigned.push(...ids),
      onProgress: (progress) => void got.progress.push(progress),
      signal: new AbortController().signal,
      ...reading,
    });
    return { ...got, read };
  } finally {
    await client.close();
  }
}
