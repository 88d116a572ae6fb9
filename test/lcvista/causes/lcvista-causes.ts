import { expect } from '@jest/globals';
import { both, type Cause, enrolledAlone, jane } from './morning.js';

/** What may be the matter in LCVista. */
export const inLcvista: Cause[] = [
  {
    name: 'plus address in LCVista',
    make: async (morning) => {
      const member = await enrolledAlone(morning);
      const user = morning.world.person('jane+cpe@acme.test');
      await morning.sync();
      return { member, user, cure: () => void (morning.onSite(user).email = jane) };
    },
    step: 'in-lcvista',
    detail: /has jane\+cpe@acme\.test, which differs by a plus address/,
    advice: /set the same address.*with the next sync/,
    member: 'no-lcvista-user',
    queue: 'no-member',
  },
  {
    name: 'alias in LCVista',
    make: async (morning) => {
      const member = await morning.staff.provision(jane, ['j.doe@acme.test']);
      expect(await morning.staff.signIn(jane)).toBe(201);
      const user = morning.world.person('j.doe@acme.test');
      await morning.sync();
      return { member, user, cure: () => void (morning.onSite(user).email = jane) };
    },
    step: 'in-lcvista',
    detail: /has j\.doe@acme\.test, which is another address \(an alias\)/,
    advice: /set the same address.*with the next sync/,
    member: 'no-lcvista-user',
    queue: 'no-member',
  },
  {
    name: 'Cyrillic letter in LCVista',
    make: async (morning) => {
      const member = await enrolledAlone(morning);
      const user = morning.world.person('j\u0430ne@acme.test');
      await morning.sync();
      return { member, user, cure: () => void (morning.onSite(user).email = jane) };
    },
    step: 'in-lcvista',
    detail: /looks the same but is not: Cyrillic letter "\u0430" \(U\+0430\) at place 2/,
    advice: /set the same address.*with the next sync/,
    member: 'no-lcvista-user',
    queue: 'no-member',
  },
  {
    name: 'blank inside the address in LCVista',
    make: async (morning) => {
      const member = await enrolledAlone(morning);
      const user = morning.world.person('ja ne@acme.test');
      await morning.sync();
      return { member, user, cure: () => void (morning.onSite(user).email = jane) };
    },
    step: 'in-lcvista',
    detail: /blank \(U\+0020\) at place 3/,
    advice: /set the same address.*with the next sync/,
    member: 'no-lcvista-user',
    queue: 'no-member',
  },
  {
    name: 'no address in LCVista',
    make: async (morning) => {
      const member = await enrolledAlone(morning);
      const user = morning.world.person(null);
      morning.world.person(' ', { assigned: true });
      await morning.sync();
      return { member, user, cure: () => void (morning.onSite(user).email = jane) };
    },
    step: 'in-lcvista',
    detail: /had nobody with this address/,
    advice: /Add the person to LCVista.*with the next sync/,
    member: 'no-lcvista-user',
    queue: 'no-email',
  },
  {
    name: 'not in LCVista',
    make: async (morning) => {
      const member = await enrolledAlone(morning);
      await morning.sync();
      return { member, cure: () => void morning.world.person(jane) };
    },
    step: 'in-lcvista',
    detail: /had nobody with this address when it was last read on/,
    advice: /Add the person to LCVista.*with the next sync/,
    member: 'no-lcvista-user',
  },
  {
    name: 'added to LCVista after the last sync',
    make: async (morning) => {
      const member = await enrolledAlone(morning);
      await morning.sync();
      morning.world.person(jane);
      return { member, cure: null };
    },
    step: 'in-lcvista',
    detail: /had nobody with this address when it was last read on/,
    advice: /the next sync, which also finds whoever was added since the last one/,
    member: 'no-lcvista-user',
  },
  {
    name: 'inactive in LCVista',
    make: async (morning) => {
      const pair = await both(morning, { isActive: false });
      return { ...pair, cure: () => void (morning.onSite(pair.user).isActive = true) };
    },
    step: 'in-lcvista',
    detail: /is inactive in LCVista/,
    advice: /Activate the account.*with the next sync/,
    member: 'lcvista-user-inactive',
  },
  {
    name: 'not assigned',
    make: async (morning) => {
      const pair = await both(morning, { assigned: false });
      return { ...pair, cure: () => morning.world.assign(pair.user, true) };
    },
    step: 'assigned',
    detail: /cannot see the catalog LumiQ/,
    advice: /user group of the catalog; it takes effect with the next sync/,
    member: 'not-assigned',
  },
  {
    name: 'two LCVista users',
    make: async (morning) => {
      const twin = morning.world.person('Jane@acme.test');
      const pair = await both(morning);
      expect(await morning.staff.waiting(twin)).toBe('duplicate-lcvista-user');
      return { ...pair, cure: () => morning.world.site.removePerson(Number(twin)) };
    },
    step: 'unique',
    detail: /2 assigned LCVista users have this address/,
    advice: /disable or correct.*with the next sync/,
    member: 'duplicate-lcvista-user',
    queue: 'duplicate-lcvista-user',
  },
];
