import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SyncRetention } from '../../src/lcvista/sync/sync-retention.js';
import { Firm, startWorld, type World } from './compliance-world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

beforeEach(() => world.clearSite());

describe('the roster of a run', () => {
  it('keeps what it has read as long as it is held, and not when a later run has replaced it', async () => {
    const firm = await Firm.create(world);
    const ids = Array.from({ length: 10 }, (_, at) => world.person(`p${at}@acme.test`));
    await firm.run();
    ids.slice(1).forEach((id) => world.site.removePerson(Number(id)));
    await firm.run();
    world.clock.at = new Date(world.clock.at.getTime() + 8 * 86_400_000);
    await world.app.app.get(SyncRetention).purge();
    expect(await firm.rosterRows()).toBe(2);
    await firm.run({ force: true });
    expect(await firm.rosterRows()).toBe(0);
  });

  it('leaves nothing behind when the process died before it cleared up, however long ago', async () => {
    const firm = await Firm.create(world);
    const run = await firm.run();
    await world.app.pool.query(
      `insert into roster_person (organization_id, run_id, epoch, id, is_active) values ($1, $2, 1, 'ghost', true)`,
      [firm.id, run.id],
    );
    world.clock.at = new Date(world.clock.at.getTime() + 8 * 86_400_000);
    await world.app.app.get(SyncRetention).purge();
    expect(await firm.rosterRows()).toBe(0);
  });
});
