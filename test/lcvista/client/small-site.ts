import { expect } from '@jest/globals';
import { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { readingLimits } from '../../../src/lcvista/client/reading-limits.js';
import { type Everything, readEverything } from './read-everything.js';
import { RecordedTiming } from './recorded-timing.js';

export const apiKey = '0123456789abcdef0123456789abcdef01234567';

/** A site of five people on three pages, three of them assigned, and a reader whose waits end at once. */
export class SmallSite {
  readonly timing = new RecordedTiming();

  private constructor(readonly site: StandInLcvista) {}

  static async start(): Promise<SmallSite> {
    const site = await StandInLcvista.start({ apiKey, pageSize: 2 });
    for (let number = 1; number <= 5; number += 1) site.addPerson({ id: number });
    site.addCatalog('LumiQ', [3]);
    site.groups.set(3, [1, 2, 3]);
    return new SmallSite(site);
  }

  stop(): Promise<void> {
    return this.site.stop();
  }

  /** @param limits instead of the usual ones */
  read(limits = {}): Promise<Everything> {
    return readEverything(this.site, {}, { timing: this.timing, limits: { ...readingLimits, ...limits } });
  }

  async expectWhole(limits = {}): Promise<void> {
    const { people, assigned } = await this.read(limits);
    expect(people.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5']);
    expect(assigned).toEqual(['1', '2', '3']);
  }

  async expectFailure(code: string, found: RegExp, limits = {}): Promise<void> {
    await expect(this.read(limits)).rejects.toMatchObject({ code, message: expect.stringMatching(found) });
  }
}
