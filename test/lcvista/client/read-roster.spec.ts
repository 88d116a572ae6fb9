import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { typicalPerson } from '../../../src/demo/stand-in-lcvista/population.js';
import { madeRows } from '../../../src/demo/stand-in-lcvista/rows.js';
import { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import type { RosterReading } from '../../../src/lcvista/client/read-roster.js';
import { readEverything } from './read-everything.js';

const apiKey = '0123456789abcdef0123456789abcdef01234567';

describe('reading a roster', () => {
  let site: StandInLcvista;

  beforeEach(async () => {
    site = await StandInLcvista.start({ apiKey, pageSize: 2 });
  });

  afterEach(() => site.stop());

  function settle(people: number, groups: number[]): void {
    for (let id = 1; id <= people; id += 1) site.addPerson({ id });
    site.addCatalog('LumiQ', groups);
    for (const group of groups) site.groups.set(group, [1, 2, 3]);
  }

  it('reads people and who is assigned', async () => {
    const jane = site.addPerson({ email: 'jane.doe@acme.com' });
    site.addPerson({ email: null, username: 'nobody', isActive: false });
    site.addCatalog('LumiQ', [3, 9]);
    site.groups.set(3, [jane.id]);

    const { people, assigned, read } = await readEverything(site, { catalog: 'lumiq' });

    expect(people).toEqual([
      {
        id: '4711',
        username: 'jane.doe',
        email: 'jane.doe@acme.com',
        firstName: 'Jane',
        lastName: 'Doe',
        isActive: true,
        created: '2026-01-05T14:00:00.000Z',
      },
      expect.objectContaining({ id: '4712', username: 'nobody', email: null, isActive: false }),
    ]);
    expect(assigned).toEqual(['4711']);
    expect(read).toEqual({
      peopleRows: 2,
      memberRows: 1,
      catalog: { id: '12', name: 'LumiQ', userGroups: ['3', '9'] },
    });
  });

  it('sees the next day what has changed', async () => {
    settle(3, [3]);
    await readEverything(site);
    site.removePerson(2);
    site.person('person3@example.com').email = 'third@acme.com';
    site.groups.set(3, [3]);
    const { people, assigned } = await readEverything(site);
    expect(people.map(({ email }) => email)).toEqual(['person1@example.com', 'third@acme.com']);
    expect(assigned).toEqual(['3']);
  });

  it('leaves catalogs and groups alone when everyone is assigned', async () => {
    settle(3, [3]);
    const { people, assigned, read } = await readEverything(site, { assignment: 'everyone' });
    expect({ people: people.length, assigned, catalog: read.catalog }).toEqual({
      people: 3,
      assigned: [],
      catalog: null,
    });
    expect(site.paths).toEqual(['/api/v1/', '/api/v1/people/', '/api/v1/people/?page=2']);
  });

  describe('finds the catalog', () => {
    it('that is there, or says which are', async () => {
      settle(1, []);
      site.addCatalog('Ethics', []);
      await expect(readEverything(site, { catalog: 'LumiQ ' })).rejects.toMatchObject({
        code: 'catalog-not-found',
        message: 'no catalog is named "LumiQ "; the site has "LumiQ", "Ethics"',
      });
    });

    it('among so many that not all are told', async () => {
      for (let number = 1; number <= 60; number += 1) site.addCatalog(`Catalog ${number}`, []);
      await expect(readEverything(site)).rejects.toThrow(/"Catalog 50" and 10 more$/);
    });

    it('on a site that shows none', async () => {
      await expect(readEverything(site)).rejects.toThrow(/the site shows this key no catalogs/);
    });

    it('whose name must be its own', async () => {
      settle(1, []);
      site.addCatalog('LUMIQ', []);
      await expect(readEverything(site)).rejects.toMatchObject({
        code: 'catalog-ambiguous',
        message: '2 catalogs are named "LumiQ": ids 12, 13',
      });
    });

    it('once, when it comes on two pages', async () => {
      site.addPerson({ id: 1 });
      for (const name of ['Ethics', 'LumiQ', 'Tax']) site.addCatalog(name, name === 'LumiQ' ? [3] : []);
      site.groups.set(3, [1]);
      site.beforeAnswer = ({ endpoint, page }) => {
        if (endpoint === 'catalogs' && page === 2) site.catalogs.unshift({ id: 1, name: 'Audit', userGroups: [] });
      };
      expect((await readEverything(site)).assigned).toEqual(['1']);
    });
  });

  it('reads people and four groups side by side, no more', async () => {
    settle(20, [1, 2, 3, 4, 5, 6, 7]);
    const waiting: (() => void)[] = [];
    site.beforeAnswer = ({ endpoint, page }) => {
      if (endpoint !== 'members' && !(endpoint === 'people' && page > 1)) return undefined;
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 5) site.beforeAnswer = () => undefined;
        if (waiting.length === 5) setImmediate(() => waiting.forEach((go) => go()));
      });
    };
    const { people, assigned } = await readEverything(site);
    expect([people.length, assigned.length, site.mostAtOnce]).toEqual([20, 21, 5]);
  });

  it('never calls the sink twice at once', async () => {
    settle(20, [1, 2, 3, 4, 5]);
    let inside = 0;
    const most: number[] = [];
    const slowly = async (): Promise<void> => {
      most.push((inside += 1));
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await readEverything(site, { onPeople: slowly, onAssigned: slowly });
    expect(most).toEqual(Array(20).fill(1));
  });

  describe('stops', () => {
    const boom = new Error('the database is gone');

    it.each<[string, Partial<RosterReading>]>([
      ['taking people', { onPeople: () => Promise.reject(boom) }],
      ['taking who is assigned', { onAssigned: () => Promise.reject(boom) }],
    ])('when the sink fails %s, with its error', async (_what, sink) => {
      settle(40, [1, 2, 3, 4, 5]);
      await expect(readEverything(site, sink)).rejects.toBe(boom);
    });

    it('when it is told to, and calls the sink no more', async () => {
      settle(40, [1]);
      const stop = new AbortController();
      let calls = 0;
      const reading = readEverything(site, {
        signal: stop.signal,
        onAssigned: async () => undefined,
        onPeople: async () => {
          calls += 1;
          if (calls === 3) stop.abort(new Error('service stops'));
        },
      });
      await expect(reading).rejects.toThrow('service stops');
      expect(calls).toBe(3);
    });

    it('in the middle of a request that hangs', async () => {
      settle(4, [1]);
      site.fault({ on: 'people', page: 2, fault: { kind: 'hang' } });
      const stop = new AbortController();
      const onProgress = (): void => void setImmediate(() => stop.abort(new Error('service stops')));
      await expect(readEverything(site, { signal: stop.signal, onProgress })).rejects.toThrow('service stops');
    });

    it('before it has begun', async () => {
      await expect(readEverything(site, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
      expect(site.requests).toBe(0);
    });
  });

  it('reads 200,000 people in the memory of a few pages', async () => {
    const many = 200_000;
    site.pageSize = 1_000;
    site.crowd = madeRows(many, (index) => typicalPerson(index + 1));
    site.addCatalog('LumiQ', [1, 2]);
    site.groups.set(
      1,
      madeRows(many / 2, (index) => index + 1),
    );
    site.groups.set(
      2,
      madeRows(many / 2, (index) => index + 1 + many / 2),
    );
    let sum = 0;
    let assigned = 0;
    const heap: number[] = [];
    await readEverything(site, {
      onPeople: async (people) => {
        for (const { id } of people) sum += Number(id);
      },
      onAssigned: async (ids) => void (assigned += ids.length),
      onProgress: ({ peopleRead }) => {
        if (peopleRead === many / 20 || peopleRead === many) heap.push(heapInUse());
      },
    });
    expect([sum, assigned]).toEqual([(many * (many + 1)) / 2, many]);
    // the people alone would take more than 40 MiB
    expect(heap[1]! - heap[0]!).toBeLessThan(10 * 1024 * 1024);
  });
});

/** What is left when all garbage has been collected, so that the figure does not depend on when Node feels like it. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
