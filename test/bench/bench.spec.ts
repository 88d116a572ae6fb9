import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Results } from '../../bench/report/result.js';
import { projectRoot } from '../process/running-service.js';

const smallest = '--small 40 --large 200 --rounds 1 --seconds 0.05 --warm-up 0.05 --connections 2 --json -'.split(' ');

/** Figures of so small a bench mean nothing; that every work is answered as expected, on both sides, is what counts. */
it('the bench runs everything, prints a table and JSON, and ends by itself', async () => {
  const command = ['dist-test/bench/main.js', ...smallest];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: projectRoot });
  const start = stdout.indexOf('\n{\n');
  const results = JSON.parse(stdout.slice(start)) as Results;
  expect(stdout.slice(0, start)).toMatch(/GET user by id, 200 users +service +\d+/);
  expect(results.pairs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['POST user, 200 users', 'claim, 200 users', 'member list, first page, 200 members']),
  );
  expect(results.pairs.every(({ service }) => service.requestsPerSecond > 0 && service.p50 > 0)).toBe(true);
  expect(results.mappings.map(({ people }) => people)).toEqual([200, 200]);
}, 120_000);
