import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DutyRoster } from '../../src/jobs/duty-roster.js';
import { Firm, startWorld, type World } from '../lcvista/compliance-world.js';

describe('a morning that falls due', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });

  afterAll(() => world.stop());

  async function tick(at: string): Promise<void> {
    world.clock.at = new Date(at);
    await world.app.app.get(DutyRoster, { strict: false }).round('seconds', new AbortController().signal);
  }

  async function scheduled(firm: Firm): Promise<{ date: string; id: string }[]> {
    const { rows } = await world.app.pool.query<{ date: string; id: string }>(
      `select local_date::text as date, id from sync_run where organization_id = $1 and trigger = 'schedule' order by seq`,
      [firm.id],
    );
    return rows;
  }

  it('while another run is under way waits for its end, and then has its own run, once', async () => {
    world.clock.at = new Date('2026-05-04T12:00:00Z');
    const firm = await Firm.create(world);
    const asked = await firm.call('POST', '/sync-runs', {});
    await tick('2026-05-05T06:00:00Z');
    expect(await scheduled(firm)).toEqual([]);
    await tick('2026-05-05T06:00:05Z');
    expect(await scheduled(firm)).toEqual([]);
    await firm.execute(asked.body.id);
    await tick('2026-05-05T06:20:00Z');
    await tick('2026-05-05T06:20:05Z');
    const [run, ...others] = await scheduled(firm);
    expect([run?.date, others]).toEqual(['2026-05-05', []]);
    await firm.execute(run?.id ?? '');
    expect(await firm.readRun(run?.id ?? '')).toMatchObject({ status: 'succeeded', trigger: 'schedule' });
  });

  it('in a zone that nobody knows any more comes by UTC, keeps nobody waiting, and can be mended', async () => {
    world.clock.at = new Date('2026-06-04T12:00:00Z');
    const lost = await Firm.create(world, {}, { syncTime: '05:00' });
    const others = [await Firm.create(world), await Firm.create(world)];
    await world.app.pool.query(`update organization set timezone = 'Mars/Olympus' where id = $1`, [lost.id]);
    await tick('2026-06-05T06:00:00Z');
    for (const firm of [lost, ...others])
      expect((await scheduled(firm)).map(({ date }) => date)).toEqual(['2026-06-05']);
    expect((await lost.call('PATCH', '', { timezone: 'Europe/Vienna' })).status).toBe(200);
  });

  it('and cannot be queued keeps nobody waiting', async () => {
    world.clock.at = new Date('2026-07-04T12:00:00Z');
    const broken = await Firm.create(world, {}, { syncTime: '05:00' });
    const whole = await Firm.create(world);
    await world.app.pool.query('alter table organization drop constraint organization_sync_time_check');
    await world.app.pool.query(`update organization set sync_time = 'dawn' where id = $1`, [broken.id]);
    await tick('2026-07-05T06:00:00Z');
    expect(await scheduled(broken)).toEqual([]);
    expect((await scheduled(whole)).map(({ date }) => date)).toEqual(['2026-07-05']);
  });
});
