import { expect } from '@jest/globals';
import { type Cause, enrolledAlone, jane } from './morning.js';

/** What the directory may do. */
export const inDirectory: Cause[] = [
  {
    name: 'never provisioned',
    make: async (morning) => {
      const user = morning.world.person(jane);
      await morning.sync();
      return { user, cure: () => morning.staff.enrol(jane) };
    },
    step: 'in-directory',
    detail: /never provisioned anybody with the address jane@acme\.test/,
    advice: /assign the person to the application.*next provisioning cycle/,
    queue: 'no-member',
  },
  {
    name: 'removed',
    make: async (morning) => {
      const { staff } = morning;
      const member = await enrolledAlone(morning);
      await staff.patch(member, 'active', 'False');
      const user = morning.world.person(jane);
      await morning.sync();
      return { member, user, cure: () => staff.patch(member, 'active', 'True') };
    },
    step: 'in-directory',
    detail: /removed this member on/,
    advice: /again; it takes effect with the next provisioning cycle/,
    member: null,
    queue: 'member-removed',
  },
  {
    name: 'plus address in the directory',
    make: async (morning) => {
      const member = await morning.staff.enrol('jane+cpe@acme.test');
      const user = morning.world.person(jane);
      await morning.sync();
      return { member, user, cure: () => morning.staff.moveTo(member, jane) };
    },
    step: 'in-directory',
    detail: /jane\+cpe@acme\.test, which differs by a plus address/,
    advice: /set the same one.*with the next sync/,
    member: 'no-lcvista-user',
    queue: 'no-member',
  },
  {
    name: 'alias in the directory',
    make: async (morning) => {
      const member = await morning.staff.provision('j.doe@acme.test', [jane]);
      expect(await morning.staff.signIn('j.doe@acme.test')).toBe(201);
      const user = morning.world.person(jane);
      await morning.sync();
      return { member, user, cure: () => morning.staff.moveTo(member, jane) };
    },
    step: 'in-directory',
    detail: /j\.doe@acme\.test, which is another address \(an alias\)/,
    advice: /set the same one.*with the next sync/,
    member: 'no-lcvista-user',
    queue: 'no-member',
  },
  {
    name: 'zero-width space in the directory',
    make: async (morning) => {
      const member = await morning.staff.enrol('ja\u200bne@acme.test');
      const user = morning.world.person(jane);
      await morning.sync();
      return { member, user, cure: () => morning.staff.moveTo(member, jane) };
    },
    step: 'in-directory',
    detail: /looks the same but is not: invisible character \(U\+200B\) at place 3/,
    advice: /set the same one.*with the next sync/,
    member: 'no-lcvista-user',
    queue: 'no-member',
  },
  {
    name: 'two members',
    make: async (morning) => {
      const { staff, world } = morning;
      const member = await enrolledAlone(morning);
      const twin = await staff.provision(`${jane} `);
      const user = world.person(jane);
      await morning.sync();
      return { member, user, cure: () => staff.scim('DELETE', `/Users/${twin}`) };
    },
    step: 'unique',
    detail: /2 members have this address/,
    advice: /address of their own.*with the next sync/,
    member: 'duplicate-member',
    queue: 'duplicate-member',
  },
];

/** What may happen at the sign-in. */
export const atSignIn: Cause[] = [
  {
    name: 'invited only',
    make: async (morning) => {
      const member = await morning.staff.provision(jane);
      const user = morning.world.person(jane);
      await morning.sync();
      return { member, user, cure: async () => expect(await morning.staff.signIn(jane)).toBe(201) };
    },
    step: 'signed-in',
    detail: /Invited: nobody has signed in yet/,
    advice: /sign in to the learning platform once.*at the next sync/,
    member: 'not-signed-in',
    queue: 'not-signed-in',
  },
  {
    name: 'plus address at the sign-in',
    make: async (morning) => {
      const member = await morning.staff.provision(jane);
      expect(await morning.staff.signIn('jane+lms@acme.test', 'jane')).toBe(404);
      const user = morning.world.person(jane);
      await morning.sync();
      return { member, user, cure: async () => expect(await morning.staff.signIn(jane, 'jane')).toBe(201) };
    },
    step: 'signed-in',
    detail: /Invited: nobody has signed in yet/,
    advice: /with a plus address or an alias the sign-in is not recognized.*at the next sync/,
    member: 'not-signed-in',
    queue: 'not-signed-in',
  },
  {
    name: 'signed in after the last sync',
    make: async (morning) => {
      const member = await morning.staff.provision(jane);
      const user = morning.world.person(jane);
      await morning.sync();
      expect(await morning.staff.signIn(jane)).toBe(201);
      return { member, user, cure: null };
    },
    step: 'mapped',
    detail: /signed in after the last sync\. The next sync maps them|Everything fits since the last sync/,
    advice: /Nothing to do: it takes effect with the next sync, on 2026-/,
    verdict: 'maps-at-next-sync',
    member: 'maps-at-next-sync',
    queue: 'maps-at-next-sync',
  },
];
