import { afterEach, describe, expect, it } from '@jest/globals';
import { type StandInOptions, StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { assumedProfile, wireProfile } from '../../../src/lcvista/client/wire-profile.js';
import { readEverything } from './read-everything.js';

const otherNames = {
  index: { people: 'persons', catalogs: 'program-catalogs', usergroups: 'groups' },
  person: {
    id: 'pk',
    username: 'login',
    email: 'email_address',
    firstName: 'given',
    lastName: 'family',
    isActive: 'enabled',
    created: 'date_joined',
  },
  catalog: { id: 'pk', name: 'title', userGroups: 'groups' },
  member: { person: 'user' },
  page: { count: 'total', next: 'nextPage', results: 'items' },
};

describe('sites that spell things otherwise', () => {
  let site: StandInLcvista;

  afterEach(() => site.stop());

  it.each<[string, Partial<StandInOptions>]>([
    ['one row to a page', { pageSize: 1 }],
    ['three rows to a page', { pageSize: 3 }],
    ['as many rows to a page as there are', { pageSize: 7 }],
    ['a thousand rows to a page', { pageSize: 1_000 }],
    ['bare arrays', { bareArrays: true }],
    ['ids as texts', { ids: 'string', pageSize: 3 }],
    ['other names', { names: otherNames, pageSize: 3 }],
    ['other names, bare arrays and ids as texts', { names: otherNames, bareArrays: true, ids: 'string' }],
  ])('%s', async (_what, options) => {
    site = await StandInLcvista.start({ apiKey: 'key', ...options });
    for (let id = 1; id <= 7; id += 1) site.addPerson({ id });
    site.addCatalog('Other', [8]);
    site.addCatalog('LumiQ', [3, 9]);
    site.groups.set(3, [1, 2, 3, 4]).set(9, [4, 99]).set(8, [7]);

    const { people, assigned, progress } = await readEverything(site, {}, { profile: wireProfile(options.names) });

    const id = (number: number): string => (options.ids === 'string' ? `x-${number}` : `${number}`);
    expect(people).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((number) => ({
        id: id(number),
        username: `person${number}`,
        email: `person${number}@example.com`,
        firstName: `First${number}`,
        lastName: `Last${number}`,
        isActive: true,
        created: '2026-01-05T14:00:00.000Z',
      })),
    );
    expect(assigned.toSorted()).toEqual([1, 2, 3, 4, 4, 99].map(id));
    expect(progress.at(-1)).toEqual({ peopleRead: 7, peopleTotal: 7 });
  });

  it('without a count, the total is not known', async () => {
    site = await StandInLcvista.start({ apiKey: 'key', pageSize: 2 });
    for (let id = 1; id <= 3; id += 1) site.addPerson({ id });
    site.fault({ on: 'people', fault: { kind: 'without-key', key: 'count' } });
    const { progress } = await readEverything(site, { assignment: 'everyone' });
    expect(progress).toEqual([
      { peopleRead: 2, peopleTotal: null },
      { peopleRead: 3, peopleTotal: null },
    ]);
  });

  it('names and dates may be missing, and a relative next stays on the site', async () => {
    site = await StandInLcvista.start({ apiKey: 'key', pageSize: 1 });
    site.addPerson({ id: 1, email: '  ' });
    site.addPerson({ id: 2, email: ' Jane@Acme.com ', created: 'last year' });
    for (const key of ['first_name', 'created'])
      site.fault({ on: 'people', page: 1, times: 1, fault: { kind: 'without-key', key } });
    site.fault({ on: 'people', page: 1, fault: { kind: 'page', with: { next: '?page=2' } } });
    const first = await readEverything(site, { assignment: 'everyone' });
    expect(first.people).toMatchObject([
      { id: '1', email: null, firstName: '', created: '2026-01-05T14:00:00.000Z' },
      { id: '2', email: ' Jane@Acme.com ', created: null },
    ]);
    expect((await readEverything(site, { assignment: 'everyone' })).people[0]?.created).toBeNull();
    expect((await readEverything(site, { assignment: 'everyone' })).people).toHaveLength(2);
  });

  it('the assumed names are those of the stand-in, which keeps its own list', async () => {
    site = await StandInLcvista.start({ apiKey: 'key' });
    expect(site.manner.names).toEqual(assumedProfile);
  });
});
