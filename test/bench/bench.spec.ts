import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { compareSizes, ratioOfRounds } from '../../bench/measure/compare-sizes.js';
import { median } from '../../bench/measure/statistics.js';
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
  for (const { name, service, floor, ratio } of results.pairs) {
    const isCompared = /^(GET|filter|page|add one)/.test(name);
    const figures = [ratio, service.sizes, floor?.sizes];
    if (isCompared) expect({ name, figures }).toEqual({ name, figures: Array(3).fill(expect.any(Number)) });
    else expect({ name, sizes: service.sizes }).toEqual({ name, sizes: null });
  }
  expect(results.mappings.map(({ people }) => people)).toEqual([200, 200]);
}, 120_000);

it.each([
  [[], Number.NaN],
  [[3], 3],
  [[9, 1], 5],
  [[30, 1, 2], 2],
  [[4, 100, 1, 2], 3],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

it.each([
  ['every round alike', [70, 70, 70], [100, 100, 100], 0.7],
  ['rounds that were slow for both', [70, 7, 35], [100, 10, 50], 0.7],
  ['a round that was slow for one of them', [70, 7, 70], [100, 100, 100], 0.7],
  ['medians of which neither met the other', [80, 20, 10], [100, 10, 40], 0.8],
])('the ratio of rounds: %s', (_, rates, others, expected) => {
  expect(ratioOfRounds(rates, others)).toBeCloseTo(expected);
});

describe('sizes of a kind of work', () => {
  const slow = { rates: [90, 9, 45], p50Alone: 6 };
  const fast = { rates: [100, 10, 50], p50Alone: 4 };
  const fastest = { rates: [200, 20, 100], p50Alone: 3 };

  it.each([
    ['by rate: of the slower', 'rate', slow, [fast], 0.9],
    ['by rate: of the faster', 'rate', fast, [slow], 1.11],
    ['alone: of the slowest', 'alone', slow, [fast, fastest], 2],
    ['alone: of one between', 'alone', fast, [slow, fastest], 2],
    ['alone: of the fastest', 'alone', fastest, [slow, fast], 2],
  ] as const)('%s', (_, comparison, own, others, expected) => {
    expect(compareSizes(comparison, own, others)).toBeCloseTo(expected, 2);
  });

  it.each([
    ['another size is missing', 'rate', []],
    ['other pages are missing', 'alone', []],
    ['its kind is not compared', undefined, [fast]],
  ] as const)('nothing, when %s', (_, comparison, others) => {
    expect(compareSizes(comparison, slow, others)).toBeNull();
  });
});
