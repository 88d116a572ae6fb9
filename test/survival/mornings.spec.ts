import { expect, it } from '@jest/globals';
import { extent } from './extent.js';
import { adminEvents } from './mornings/admin-events.js';
import { claim, directoryEvents, provision } from './mornings/directory-events.js';
import { Morning } from './mornings/morning.js';
import { openAccount, siteEvents, type TownEvent } from './mornings/site-events.js';
import { faultMakers } from './mornings/site-faults.js';
import { Swap } from './mornings/swap.js';
import { Tally } from './mornings/tally.js';
import { Town } from './mornings/town.js';
import { reportFigures } from './report-figures.js';
import { SeededRandom } from './seeded-random.js';

const mornings = extent({ short: 30, full: 1_000 });

/** As often as its weight says. */
const events: readonly TownEvent[] = [...siteEvents, ...directoryEvents, ...adminEvents].flatMap(([weight, event]) =>
  Array<TownEvent>(weight).fill(event),
);

/** A firm of some size, of whom most have signed in and are on the site. */
async function settle(town: Town): Promise<void> {
  for (let count = 0; count < 20; count += 1) {
    const human = town.ledger.human();
    openAccount(town, human);
    if (count % 5 === 4) continue;
    const member = await provision(town, human);
    if (count % 5 !== 3) await claim(town, member);
  }
}

/** What happens between one morning and the next. */
async function day(town: Town, swap: Swap, tally: Tally): Promise<void> {
  for (let left = 1 + town.chance.below(5); left > 0; left -= 1) {
    // What cannot happen at this moment makes room for something else.
    for (let tries = 0; tries < 8; tries += 1) {
      if (!(await town.chance.pick(events)(town))) continue;
      tally.add('events');
      break;
    }
  }
  if (swap.underWay) await swap.goesOn(town);
  else if (town.chance.happens(0.3)) swap.begin(town);
}

it(
  `${mornings} mornings: the mappings are what the rule makes of the last complete reading, and credit nobody wrongly`,
  async () => {
    const start = performance.now();
    const chance = new SeededRandom();
    const { seed } = chance;
    const [tally, swap] = [new Tally(), new Swap()];
    const town = await Town.start({ chance, odd: seed % 2 === 1 });
    try {
      await settle(town);
      for (let past = 0; past < mornings; past += 1) {
        await day(town, swap, tally);
        await new Morning(town, swap, tally).pass();
      }
    } catch (error) {
      throw new Error(`SURVIVAL_SEED=${seed}, morning ${tally.of('mornings') + 1}`, { cause: error });
    } finally {
      await town.stop();
    }
    const kinds = [...new Set(faultMakers.map((maker) => maker(new SeededRandom(1)).name))];
    reportFigures('mornings', {
      seed,
      mornings: tally.of('mornings'),
      events: tally.of('events'),
      'faults injected': tally.sum(kinds),
      'kinds of fault': kinds.filter((kind) => tally.of(kind) > 0).length,
      'failed attempts': tally.of('failed attempts'),
      'readings applied': tally.of('applied readings'),
      held: tally.of('held runs'),
      approved: tally.of('approved runs'),
      forced: tally.of('forced runs'),
      'dry runs': tally.of('dry runs'),
      mapped: tally.of('mapped'),
      ended: tally.of('ended'),
      'swaps of addresses': swap.done,
      'wrong persons credited': 0,
      seconds: Math.round((performance.now() - start) / 1_000),
    });
    expect(tally.of('applied readings')).toBeGreaterThan(mornings / 3);
  },
  extent({ short: 90_000, full: 900_000 }),
);
