import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { readEverything } from './read-everything.js';

const apiKey = '0123456789abcdef0123456789abcdef01234567';

describe('reading a roster', () => {
  let site: StandInLcvista;

  beforeEach(async () => {
    site = await StandInLcvista.start({ apiKey });
  });

  afterEach(() => site.stop());

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
});
