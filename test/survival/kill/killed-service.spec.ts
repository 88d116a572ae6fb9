import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createTestDatabase } from '../../support/test-database.js';
import { extent } from '../extent.js';
import { reportFigures } from '../report-figures.js';
import { KillCycles, poolOn } from './kill-cycles.js';

const cycles = extent({ short: 3, full: 100 });

let life: KillCycles;

beforeEach(async () => {
  life = await KillCycles.open();
});

afterEach(() => life.close(), 60_000);

it('a service that is killed at any moment, under load, loses nothing that it acknowledged, and leaves nothing half done', async () => {
  const database = await createTestDatabase();
  try {
    const look = () => Promise.resolve(poolOn(database.url));
    const figures = await life.survive(cycles, { DATABASE_URL: database.url }, look);
    reportFigures('kill -9', figures);
    expect(figures['acknowledged']).toBeGreaterThan(cycles);
  } finally {
    await database.drop();
  }
}, 900_000);
