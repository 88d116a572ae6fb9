import { expect, it } from '@jest/globals';
import { Firm, startWorld } from './compliance-world.js';

it('each day has one share, by the firm’s own calendar, that its last run left; a dry, failed or held run leaves none', async () => {
  const world = await startWorld();
  try {
    world.clock.at = new Date('2026-03-02T22:30:00Z');
    const firm = await Firm.create(world, {}, { timezone: 'Asia/Tokyo' });
    const others = Array.from({ length: 10 }, (_, at) => world.person(`p${at}@acme.test`));
    const shares = async (): Promise<unknown> => {
      const { body } = await firm.call('GET', '/overview');
      const { mappedShare, nextRunAt, lastRun } = body as {
        mappedShare: { date: string; activeMembers: number; mappedMembers: number; share: number }[];
        nextRunAt: string;
        lastRun: { id: string } | null;
      };
      expect([nextRunAt > world.clock.at.toISOString(), lastRun === null]).toEqual([true, mappedShare.length === 0]);
      return mappedShare.map(({ date, activeMembers, mappedMembers, share }) => [
        date,
        activeMembers,
        mappedMembers,
        share,
      ]);
    };
    const [a] = [await firm.addMember('p0@acme.test'), await firm.addMember('nobody@acme.test')];
    await firm.addMember('gone@acme.test', 'removed');
    await firm.run({ dryRun: true });
    const { mappedShare } = (await firm.call('GET', '/overview')).body as { mappedShare: unknown[] };
    expect(mappedShare).toEqual([]);
    await firm.run();
    expect(await shares()).toEqual([['2026-03-03', 2, 1, 0.5]]);
    await firm.addMember('p1@acme.test');
    await firm.run();
    expect(await shares()).toEqual([['2026-03-03', 3, 2, 0.6667]]);
    world.clock.at = new Date('2026-03-03T10:00:00Z');
    world.site.fault({ on: 'people', times: 1, fault: { kind: 'html' } });
    await firm.run();
    others.slice(1).forEach((id) => world.site.removePerson(Number(id)));
    expect((await firm.run()).status).toBe('held');
    expect(await shares()).toEqual([['2026-03-03', 3, 2, 0.6667]]);
    world.clock.at = new Date('2026-03-03T15:00:00Z');
    await firm.removeMember(a);
    await firm.run({ force: true });
    expect(await shares()).toEqual([
      ['2026-03-03', 3, 2, 0.6667],
      ['2026-03-04', 2, 0, 0],
    ]);
  } finally {
    await world.stop();
  }
});
