import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createTestDatabase } from '../../support/test-database.js';
import { extent } from '../extent.js';
import { reportFigures } from '../report-figures.js';
import { SeededRandom } from '../seeded-random.js';
import { KillCycles, type KillFigures, poolOn } from './kill-cycles.js';

const cycles = extent({ short: 3, full: 100 });

/** Services, each with a database of its own, that share the cycles: most of a cycle is waiting. */
const services = extent({ short: 1, full: 2 });

const random = new SeededRandom();

let lives: KillCycles[];

beforeEach(async () => {
  const seeds = Array.from({ length: services }, () => random.fork());
  lives = await Promise.all(seeds.map((seed) => KillCycles.open(seed)));
});

afterEach(async () => {
  await Promise.all(lives.map((life) => life.close()));
}, 60_000);

async function survive(life: KillCycles): Promise<KillFigures> {
  const database = await createTestDatabase();
  try {
    const look = () => Promise.resolve(poolOn(database.url));
    return await life.survive(cycles / services, { DATABASE_URL: database.url }, look);
  } finally {
    await database.drop();
  }
}

it('a service that is killed at any moment, under load, loses nothing that it acknowledged, and leaves nothing half done', async () => {
  const told = await Promise.all(lives.map(survive));
  const all = (of: (one: KillFigures) => number): number => told.reduce((sum, one) => sum + of(one), 0);
  reportFigures('kill -9', {
    seed: random.seed,
    cycles: all((one) => one.cycles),
    unanswered: all((one) => one.unanswered),
    runsInterrupted: all((one) => one.runsInterrupted),
    slowestStartMs: Math.max(...told.map((one) => one.slowestStartMs)),
    acknowledged: all((one) => one.acknowledged),
  });
  expect(all((one) => one.acknowledged)).toBeGreaterThan(cycles);
}, 900_000);
