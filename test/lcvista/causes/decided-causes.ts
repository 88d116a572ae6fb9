import { expect } from '@jest/globals';
import { both, type Cause, enrolledAlone, jane } from './morning.js';

/** What an administrator may have decided. */
export const byHand: Cause[] = [
  {
    name: 'mapped to another account',
    make: async (morning) => {
      const { staff, world } = morning;
      const [member, mary] = [await enrolledAlone(morning), await staff.enrol('mary@acme.test')];
      const user = world.person(jane);
      await morning.sync();
      await morning.mapByHand(mary, user);
      return { member, user, cure: () => morning.mapByHand(member, user) };
    },
    step: 'mapped',
    detail: /is mapped to another member, mary@acme\.test/,
    advice: /map them by hand; it takes effect at once/,
    member: 'lcvista-user-already-mapped',
  },
  {
    name: 'ignored',
    make: async (morning) => {
      const member = await morning.staff.provision(jane);
      const user = morning.world.person(jane);
      await morning.sync();
      await morning.expectDone('POST', `/unmapped/${user}/ignore`, { reason: 'a contractor' });
      expect(await morning.staff.signIn(jane)).toBe(201);
      return { member, user, cure: () => morning.expectDone('DELETE', `/unmapped/${user}/ignore`) };
    },
    step: 'mapped',
    detail: /ignores LCVista user \d+: a contractor/,
    advice: /Stop ignoring.*with the next sync/,
    member: 'ignored',
    queue: 'ignored',
  },
  {
    name: 'unmapped by hand',
    make: async (morning) => {
      const pair = await both(morning);
      const { items } = (await morning.firm.call('GET', '/mappings?state=active')).body as { items: { id: string }[] };
      await morning.expectDone('DELETE', `/mappings/${items[0]?.id}`, { reason: 'not her' });
      return { ...pair, cure: () => morning.mapByHand(pair.member, pair.user) };
    },
    step: 'mapped',
    detail: /took this member and LCVista user \d+ apart/,
    advice: /map them by hand; it takes effect at once/,
    member: 'unmapped-by-hand',
    queue: 'unmapped-by-hand',
  },
];

/** What may have become of the last sync. */
export const ofRuns: Cause[] = [
  {
    name: 'the last sync failed',
    make: async (morning) => {
      const member = await morning.staff.provision(jane);
      const user = morning.world.person(jane);
      await morning.sync();
      expect(await morning.staff.signIn(jane)).toBe(201);
      morning.world.site.fault({ on: 'people', fault: { kind: 'html' } });
      expect((await morning.firm.run()).status).toBe('failed');
      return { member, user, cure: () => morning.world.site.heal() };
    },
    step: 'mapped',
    detail: /the last sync failed/,
    advice: /The last sync failed \(lcvista-unreadable\)/,
    verdict: 'maps-at-next-sync',
    member: 'maps-at-next-sync',
    queue: 'maps-at-next-sync',
  },
  {
    name: 'the last sync failed for the key',
    make: async (morning) => {
      const { site } = morning.world;
      const member = await morning.staff.provision(jane);
      const user = morning.world.person(jane);
      await morning.sync();
      expect(await morning.staff.signIn(jane)).toBe(201);
      const { apiKey } = site;
      site.apiKey = 'revoked';
      expect((await morning.firm.run()).status).toBe('failed');
      return { member, user, cure: () => void (site.apiKey = apiKey) };
    },
    step: 'mapped',
    detail: /the last sync failed/,
    advice: /\(lcvista-unauthorized\).*new API key.*with the next sync/,
    member: 'maps-at-next-sync',
    queue: 'maps-at-next-sync',
  },
  {
    name: 'the last sync is held',
    make: async (morning) => {
      const { world, firm } = morning;
      const member = await morning.staff.provision(jane);
      const user = world.person(jane);
      const others = Array.from({ length: 9 }, (_, at) => world.person(`p${at}@acme.test`));
      await morning.sync();
      expect(await morning.staff.signIn(jane)).toBe(201);
      others.forEach((id) => world.site.removePerson(Number(id)));
      const held = await firm.run();
      expect(held.status).toBe('held');
      return {
        member,
        user,
        cure: async () => {
          await morning.expectDone('POST', `/sync-runs/${held.id}/approve`);
          await firm.execute(held.id);
        },
      };
    },
    step: 'mapped',
    detail: /the last sync is held/,
    advice: /approve it; it is then applied at once/,
    member: 'maps-at-next-sync',
    queue: 'maps-at-next-sync',
  },
];
