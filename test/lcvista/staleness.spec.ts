import { expect, it } from '@jest/globals';
import { LandscapeRepository } from '../../src/health/metrics/landscape.repository.js';
import { Firm, startWorld } from './compliance-world.js';

const hour = 3_600_000;

it('the overview and what log and metrics are made of agree when an organization is stale: after 26 hours without a good run', async () => {
  const world = await startWorld();
  try {
    const firm = await Firm.create(world);
    world.person('jane@acme.test');
    const told = async (): Promise<unknown[]> => {
      const { stale } = (await firm.call('GET', '/overview')).body as { stale: boolean };
      const watched = await world.app.app.get(LandscapeRepository).stale(world.clock.now());
      return [stale, watched.map(({ slug }) => slug)];
    };
    const fresh = [false, []];
    const stale = [true, [firm.slug]];
    const later = (milliseconds: number): void => {
      world.clock.at = new Date(world.clock.at.getTime() + milliseconds);
    };
    expect(await told()).toEqual(fresh);
    later(26 * hour);
    expect(await told()).toEqual(fresh);
    later(1);
    expect(await told()).toEqual(stale);
    await firm.run({ dryRun: true });
    expect(await told()).toEqual(stale);
    world.site.apiKey = 'f'.repeat(40);
    expect((await firm.run()).status).toBe('failed');
    expect(await told()).toEqual(stale);
    world.site.apiKey = '0123456789abcdef0123456789abcdef01234567';
    expect((await firm.run()).status).toBe('succeeded');
    expect(await told()).toEqual(fresh);
    later(26 * hour + 1);
    expect(await told()).toEqual(stale);
    expect((await firm.call('DELETE', '/lcvista')).status).toBe(204);
    expect(await told()).toEqual(fresh);
  } finally {
    await world.stop();
  }
});
