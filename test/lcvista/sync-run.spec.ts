import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Firm, startWorld, type World } from './compliance-world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

beforeEach(() => {
  world.site.people = [];
  world.site.catalogs = [];
  world.site.groups.clear();
  world.site.heal();
  world.site.addCatalog('LumiQ', [3]);
});

/** Somebody on the site, in the catalog unless told otherwise. @returns the id as Muster knows it */
function person(email: string | null, more: { isActive?: boolean; assigned?: boolean } = {}): string {
  const { id } = world.site.addPerson({ email, isActive: more.isActive ?? true });
  if (more.assigned !== false) world.site.groups.set(3, [...idsOf(3), id]);
  return String(id);
}

function idsOf(group: number): number[] {
  return (world.site.groups.get(group) ?? []) as number[];
}

describe('a sync run', () => {
  it('maps exactly those who are enrolled, assigned and have identical addresses, and tells everybody else why not', async () => {
    const firm = await Firm.create(world);
    const jane = await firm.addMember('Jane.Doe@acme.test');
    const invited = await firm.addMember('invited@acme.test', 'invited');
    const inactive = await firm.addMember('inactive@acme.test');
    const nowhere = await firm.addMember('nowhere@acme.test');
    const outside = await firm.addMember('outside@acme.test');
    const removed = await firm.addMember('removed@acme.test', 'removed');
    const one = await firm.addMember('twice@acme.test');
    const two = await firm.addMember('twice@acme.test');
    const shared = await firm.addMember('shared@acme.test');
    const users = {
      jane: person(' jane.doe@ACME.test '),
      invited: person('invited@acme.test'),
      inactive: person('inactive@acme.test', { isActive: false }),
      outside: person('outside@acme.test', { assigned: false }),
      removed: person('removed@acme.test'),
      twice: person('twice@acme.test'),
      shared1: person('shared@acme.test'),
      shared2: person('shared@acme.test'),
      stranger: person('stranger@acme.test'),
      blank: person(null),
    };
    expect(new Set((await firm.compliance()).values())).toEqual(new Set(['unknown', null]));

    const run = await firm.run();

    expect(run).toMatchObject({ status: 'succeeded', attempt: 1, error: null, dryRun: false });
    expect(run.progress).toMatchObject({ peopleRead: 10, peopleTotal: 10 });
    expect(run.counts).toEqual({
      people: 10,
      assigned: 8,
      newPeople: 10,
      changedPeople: 0,
      gonePeople: 0,
      mapped: 1,
      keptMapped: 0,
      ended: 0,
      unmapped: 7,
      unmappedByReason: {
        'not-signed-in': 1,
        'member-removed': 1,
        'duplicate-member': 1,
        'duplicate-lcvista-user': 2,
        'no-member': 1,
        'no-email': 1,
      },
      unknownAssigned: 0,
    });
    expect(await firm.changes(run.id)).toEqual([
      {
        kind: 'mapped',
        memberId: jane,
        memberEmail: 'Jane.Doe@acme.test',
        lcvistaUserId: users.jane,
        lcvistaEmail: ' jane.doe@ACME.test ',
        reason: null,
      },
    ]);
    expect(await firm.compliance()).toEqual(
      new Map([
        [jane, `mapped to ${users.jane}`],
        [invited, 'not-signed-in'],
        [inactive, 'lcvista-user-inactive'],
        [nowhere, 'no-lcvista-user'],
        [outside, 'not-assigned'],
        [removed, null],
        [one, 'duplicate-member'],
        [two, 'duplicate-member'],
        [shared, 'duplicate-lcvista-user'],
      ]),
    );
  });
});
