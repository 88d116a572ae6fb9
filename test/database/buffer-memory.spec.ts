import { expect, it } from '@jest/globals';
import { totalmem } from 'node:os';
import { bufferMemory, usableMemory } from '../../src/database/embedded/buffer-memory.js';

const gibibyte = 2 ** 30;

it.each([
  [0, 128],
  [gibibyte / 2, 128],
  [gibibyte, 128],
  [2 * gibibyte, 256],
  [3 * gibibyte, 384],
  [4 * gibibyte, 512],
  [64 * gibibyte, 512],
])('a machine of %i bytes gives the server %i MiB', (bytes, mebibytes) => {
  expect(bufferMemory(bytes)).toBe(mebibytes);
});

it('knows no more memory than the machine has', () => {
  expect(usableMemory()).toBeGreaterThan(0);
  expect(usableMemory()).toBeLessThanOrEqual(totalmem());
});
