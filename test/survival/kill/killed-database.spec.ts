import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { OWNER, readPassword } from '../../../src/database/embedded/init-cluster.js';
import type { RunningService } from '../../process/running-service.js';
import { extent } from '../extent.js';
import { reportFigures } from '../report-figures.js';
import { SeededRandom } from '../seeded-random.js';
import { KillCycles, poolOn } from './kill-cycles.js';

const cycles = extent({ short: 1, full: 8 });

const random = new SeededRandom();

let life: KillCycles;

beforeEach(async () => {
  life = await KillCycles.open(random);
});

afterEach(() => life.close(), 60_000);

it('a service that is killed with the embedded database, its child, loses nothing either', async () => {
  const figures = await life.survive(cycles, {}, (running) => poolOnEmbedded(running, life.folder.path));
  reportFigures('kill -9 with the embedded database', { seed: random.seed, ...figures });
  expect(figures.acknowledged).toBeGreaterThan(cycles);
}, 600_000);

/** The embedded database listens somewhere else after each start. */
async function poolOnEmbedded(running: RunningService, dataDir: string): Promise<pg.Pool> {
  const port = await running.says(/embedded PostgreSQL \S+ on 127\.0\.0\.1:(\d+), data in/);
  const cluster = readdirSync(dataDir).find((name) => /^pg\d+$/.test(name)) ?? '';
  const password = await readPassword(join(dataDir, cluster));
  return poolOn(`postgres://${OWNER}:${password}@127.0.0.1:${port}/muster`);
}
