import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Firm, startWorld, type World } from './compliance-world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

beforeEach(() => world.clearSite());

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
      jane: world.person(' jane.doe@ACME.test '),
      invited: world.person('invited@acme.test'),
      inactive: world.person('inactive@acme.test', { isActive: false }),
      outside: world.person('outside@acme.test', { assigned: false }),
      removed: world.person('removed@acme.test'),
      twice: world.person('twice@acme.test'),
      shared1: world.person('shared@acme.test'),
      shared2: world.person('shared@acme.test'),
      stranger: world.person('stranger@acme.test'),
      blank: world.person(null),
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
