import { describe, expect, it } from '@jest/globals';
import { orderedIdPrefix } from '../../../src/lcvista/mapping/ordered-id.js';

describe('the beginning of ordered ids', () => {
  const at = new Date('2026-03-02T06:00:00.123Z');

  it('makes a UUID of version 7 that tells its time', () => {
    const prefix = orderedIdPrefix(at);
    expect(`${prefix}00000000002a`).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-00000000002a$/);
    expect(Number.parseInt(prefix.slice(0, 13).replace('-', ''), 16)).toBe(at.getTime());
  });

  it('grows with time, and differs between sets of the same millisecond', () => {
    expect(orderedIdPrefix(new Date(at.getTime() + 1)) > orderedIdPrefix(at)).toBe(true);
    expect(new Set(Array.from({ length: 50 }, () => orderedIdPrefix(at))).size).toBe(50);
  });
});
