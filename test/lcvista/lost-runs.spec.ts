import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LostRunsService } from '../../src/lcvista/sync/lost-runs.service.js';
import { Firm, type Run, startWorld, type World } from './compliance-world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

function recover(): Promise<number> {
  return world.app.app.get(LostRunsService).recover(100);
}

function pass(seconds: number): void {
  world.clock.at = new Date(world.clock.at.getTime() + seconds * 1_000);
}

/** Asks for a run that waits in the queue. */
async function queued(firm: Firm): Promise<string> {
  return ((await firm.call('POST', '/sync-runs', {})).body as Run).id;
}

async function jobs(runId: string): Promise<{ attempts: number }[]> {
  const text = 'select attempts from graphile_worker.jobs where key = $1';
  return (await world.app.pool.query<{ attempts: number }>(text, [`sync-run:${runId}`])).rows;
}

async function inQueue(change: string, runId: string): Promise<void> {
  await world.app.pool.query(`${change} where key = $1`, [`sync-run:${runId}`]);
}

describe('a run that nobody works on', () => {
  it('is left alone while its job waits, and is queued again when the job has vanished', async () => {
    const firm = await Firm.create(world);
    const id = await queued(firm);
    pass(90);
    expect(await recover()).toBe(0);
    await inQueue('delete from graphile_worker._private_jobs', id);
    expect(await Promise.all([recover(), recover()])).toEqual(expect.arrayContaining([0, 1]));
    expect(await jobs(id)).toEqual([{ attempts: 0 }]);
    expect(await firm.execute(id)).toBe('succeeded');
  });

  it('is left alone for its first minute', async () => {
    const firm = await Firm.create(world);
    const id = await queued(firm);
    await inQueue('delete from graphile_worker._private_jobs', id);
    pass(59);
    expect(await recover()).toBe(0);
    pass(2);
    expect(await recover()).toBe(1);
    await firm.execute(id);
  });

  it('fails when the queue has given it up, and no longer keeps the firm from a run', async () => {
    const firm = await Firm.create(world);
    const id = await queued(firm);
    await world.app.pool.query(`update sync_run set status = 'running', epoch = 25 where id = $1`, [id]);
    await inQueue(`update graphile_worker._private_jobs set attempts = max_attempts, locked_at = now()`, id);
    pass(90);
    expect(await recover()).toBe(0);
    await inQueue(`update graphile_worker._private_jobs set locked_at = null`, id);
    expect(await recover()).toBe(1);
    expect(await firm.readRun(id)).toMatchObject({ status: 'failed', error: { code: 'internal' } });
    expect(await recover()).toBe(0);
    expect(await firm.run()).toMatchObject({ status: 'succeeded' });
  });
});
