import { expect, it } from '@jest/globals';
import { lockMappings } from '../../src/lcvista/mapping/lock-mappings.js';
import { QueueKeeper } from '../../src/lcvista/review/queue-keeper.service.js';
import { Database } from '../../src/database/database.js';
import { Firm, startWorld } from './compliance-world.js';

it('notes of moved addresses are settled when they are many, not while somebody decides, and only where there is a queue', async () => {
  const world = await startWorld();
  try {
    const [firm, quiet, unread] = [await Firm.create(world), await Firm.create(world), await Firm.create(world)];
    const users = ['a', 'b', 'c'].map((name) => world.person(`${name}@acme.test`));
    await firm.run();
    await quiet.run();
    for (const one of [firm, quiet, unread]) await one.addMember('a@acme.test', 'invited');
    for (const name of ['b', 'c']) await firm.addMember(`${name}@acme.test`);
    const { app } = world.app;
    const signal = new AbortController().signal;
    const notes = async ({ id }: Firm): Promise<number> => {
      const text = 'select count(*)::int as notes from moved_address where organization_id = $1';
      return (await world.app.pool.query<{ notes: number }>(text, [id])).rows[0]?.notes ?? -1;
    };
    const stored = async (): Promise<unknown> => {
      const text = 'select id, unmapped_reason as reason from lcvista_user where organization_id = $1 order by id';
      return (await world.app.pool.query(text, [firm.id])).rows;
    };
    const counted = async (): Promise<unknown> => {
      const text =
        'select reason, people from unmapped_count where organization_id = $1 and people <> 0 order by reason';
      return (await world.app.pool.query(text, [firm.id])).rows;
    };
    expect([await notes(firm), await notes(quiet), await notes(unread)]).toEqual([3, 1, 0]);
    await app.get(Database).tenantTransaction(firm.id, async (scope) => {
      await lockMappings(scope);
      await app.get(QueueKeeper).settleCrowded(2, 10, signal);
    });
    expect(await notes(firm)).toBe(3);
    expect(await stored()).toEqual(users.map((id) => ({ id, reason: 'no-member' })));
    await app.get(QueueKeeper).settleCrowded(2, 10, signal);
    expect([await notes(firm), await notes(quiet)]).toEqual([0, 1]);
    const [a, b, c] = users;
    expect(await stored()).toEqual([
      { id: a, reason: 'not-signed-in' },
      { id: b, reason: 'maps-at-next-sync' },
      { id: c, reason: 'maps-at-next-sync' },
    ]);
    expect(await counted()).toEqual([
      { reason: 'maps-at-next-sync', people: 2 },
      { reason: 'not-signed-in', people: 1 },
    ]);
    await quiet.run();
    expect(await notes(quiet)).toBe(0);
  } finally {
    await world.stop();
  }
});
