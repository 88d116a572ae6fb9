import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Firm, type Run, startWorld, type World } from './compliance-world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

beforeEach(() => world.clearSite());

describe('asking for a run', () => {
  it('is refused while another is queued or running, with its id; of two at once one is refused', async () => {
    const firm = await Firm.create(world);
    const answers = await Promise.all([1, 2, 3, 4].map(() => firm.call('POST', '/sync-runs', {})));
    const [accepted, ...others] = answers.toSorted((one, other) => one.status - other.status);
    expect(accepted?.status).toBe(202);
    const id = (accepted?.body as Run | undefined)?.id ?? '';
    for (const { status, body } of others) {
      expect([status, body]).toMatchObject([409, { code: 'sync-already-running', runId: id }]);
    }
    await firm.execute(id);
    expect((await firm.call('POST', '/sync-runs')).status).toBe(202);
  });

  it('needs a connection, and a body that is right', async () => {
    const firm = await Firm.create(world, null);
    expect((await firm.call('POST', '/sync-runs', {})).body).toMatchObject({
      status: 409,
      code: 'lcvista-not-connected',
    });
    for (const body of [{ dryRun: 'true' }, { force: 1 }, { dry: true }, { dryRun: null }]) {
      expect((await firm.call('POST', '/sync-runs', body)).status).toBe(400);
    }
    for (const id of ['00000000-0000-4000-8000-000000000000', 'x', '%00']) {
      for (const [method, path] of [
        ['GET', ''],
        ['GET', '/changes'],
        ['POST', '/approve'],
      ] as const) {
        expect((await firm.call(method, `/sync-runs/${id}${path}`)).status).toBe(404);
      }
    }
  });

  it('lists runs newest first, in pages, and its changes as a table', async () => {
    const firm = await Firm.create(world);
    await firm.addMember('p0@acme.test');
    world.person('p0@acme.test');
    const runs = [await firm.run(), await firm.run(), await firm.run()].map(({ id }) => id).toReversed();
    const first = (await firm.call('GET', '/sync-runs?limit=2')).body as {
      items: Run[];
      nextCursor: string;
      total: number;
    };
    const second = (await firm.call('GET', `/sync-runs?limit=2&cursor=${first.nextCursor}`)).body as typeof first;
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(runs);
    expect([first.total, second.nextCursor]).toEqual([3, null]);
    const table = await firm.call('GET', `/sync-runs/${runs[2]}/changes`, undefined, { accept: 'text/csv' });
    expect(table.text.split('\n').slice(0, 2)).toEqual([
      'kind,memberId,memberEmail,lcvistaUserId,lcvistaEmail,reason',
      expect.stringMatching(/^mapped,[0-9a-f-]{36},p0@acme.test,4711,p0@acme.test,$/),
    ]);
  });
});
