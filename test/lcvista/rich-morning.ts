import { expect } from '@jest/globals';
import type { Firm, World } from './compliance-world.js';

/** A firm whose next run does everything that a run can do, in LCVista's own terms and in ours. */
export interface RichMorning {
  /** LCVista users by name. */
  readonly users: Readonly<Record<string, string>>;
  /** What the next run changes: kind, name and reason. */
  readonly expected: readonly string[];
}

const before = ['stays', 'gone', 'inactive', 'unassigned', 'removed', 'moved', 'agreed', 'outside'];

/** Yesterday's run, and what has happened since on both sides. */
export async function makeRichMorning(world: World, firm: Firm): Promise<RichMorning> {
  const members: Record<string, string> = {};
  const users: Record<string, string> = {};
  for (const name of before) {
    members[name] = await firm.addMember(`${name}@acme.test`);
    users[name] = world.person(`${name}@acme.test`, { assigned: name !== 'outside' });
  }
  users['hand'] = world.person('by.hand@elsewhere.test');
  users['stranger'] = world.person('stranger@acme.test');
  await firm.run();
  const hand = {
    memberId: await firm.addMember('hand@acme.test'),
    lcvistaUserId: users['hand'],
    reason: 'her old name',
  };
  expect((await firm.call('POST', '/mappings', hand)).status).toBe(201);
  emailOf(world, users['agreed']).email = 'elsewhere@acme.test';
  await firm.run();

  world.clock.tomorrow();
  members['new'] = await firm.addMember('new@acme.test');
  users['new'] = world.person('new@acme.test');
  users['other'] = world.person('other@acme.test', { assigned: false });
  world.site.removePerson(Number(users['gone']));
  emailOf(world, users['inactive']).isActive = false;
  emailOf(world, users['hand']).isActive = false;
  world.assign(users['unassigned'] ?? '', false);
  world.assign(users['outside'] ?? '', true);
  emailOf(world, users['moved']).email = 'moved.away@acme.test';
  emailOf(world, users['agreed']).email = 'agreed@acme.test';
  await firm.removeMember(members['removed'] ?? '');
  return {
    users,
    expected: [
      'ended gone lcvista-user-gone',
      'ended inactive lcvista-user-inactive',
      'ended removed member-removed',
      'ended unassigned not-assigned',
      'flagged hand lcvista-user-inactive',
      'flagged moved email-differs',
      'mapped new',
      'mapped outside',
      'unflagged agreed email-differs',
    ],
  };
}

function emailOf(world: World, id: string | undefined): { email: string | null; isActive: boolean } {
  const person = world.site.people.find((one) => one.id === Number(id));
  if (person === undefined) throw new Error(`nobody on the site has the id ${id}`);
  return person;
}

/** A run's changes as `expected` writes them. */
export async function changesTold(firm: Firm, runId: string, { users }: RichMorning): Promise<string[]> {
  const nameOf = new Map(Object.entries(users).map(([name, id]) => [id, name]));
  const changes = await firm.changes(runId);
  return changes
    .map(({ kind, lcvistaUserId, reason }) => [kind, nameOf.get(lcvistaUserId), reason].filter(Boolean).join(' '))
    .toSorted((one, other) => one.localeCompare(other));
}
