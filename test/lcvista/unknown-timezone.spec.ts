import { expect, it } from '@jest/globals';
import { Firm, startWorld } from './compliance-world.js';

it('runs end, and say how, even when nobody knows the firm’s time zone any more', async () => {
  const world = await startWorld();
  try {
    const firm = await Firm.create(world);
    await world.app.pool.query(`update organization set timezone = 'Mars/Olympus' where id = $1`, [firm.id]);
    expect(await firm.run()).toMatchObject({ status: 'succeeded' });
    world.site.fault({ on: 'people', times: 1, fault: { kind: 'html' } });
    expect(await firm.run()).toMatchObject({ status: 'failed', error: { code: 'lcvista-unreadable' } });
  } finally {
    await world.stop();
  }
});
