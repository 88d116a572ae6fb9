import { describe, expect, it } from '@jest/globals';
import { isFromThisMachine } from '../../src/credentials/admission/is-from-this-machine.js';
import { TokenBucket } from '../../src/credentials/admission/token-bucket.js';
import { MinuteCounter } from '../../src/credentials/minute-counter.js';

describe('TokenBucket', () => {
  it('lets a second of requests pass at once, and then as many as come in', () => {
    const bucket = new TokenBucket(50, 0);
    const at = (now: number): boolean => bucket.take(now);
    expect(Array.from({ length: 60 }, () => at(0)).filter(Boolean)).toHaveLength(50);
    expect(at(10)).toBe(false);
    expect(at(21)).toBe(true);
    expect(at(22)).toBe(false);
  });

  it('never holds more than a second of requests', () => {
    const bucket = new TokenBucket(50, 0);
    expect(Array.from({ length: 60 }, () => bucket.take(3_600_000)).filter(Boolean)).toHaveLength(50);
  });

  it("lets Entra's 25 a second pass for ever", () => {
    const bucket = new TokenBucket(50, 0);
    const taken = Array.from({ length: 1_000 }, (_, request) => bucket.take(request * 40));
    expect(taken.every(Boolean)).toBe(true);
  });
});

describe('MinuteCounter', () => {
  it('counts within a minute by key', () => {
    let now = 1_000;
    const counter = new MinuteCounter(10, () => now);
    expect([counter.add('a'), counter.add('a'), counter.add('b')]).toEqual([1, 2, 1]);
    now = 31_500;
    expect(counter.secondsLeft('a')).toBe(30);
    now = 61_000;
    expect(counter.secondsLeft('a')).toBe(0);
    expect(counter.add('a')).toBe(1);
  });

  it('forgets the oldest key rather than growing', () => {
    const counter = new MinuteCounter(2, () => 0);
    for (const key of ['a', 'b', 'c']) counter.add(key);
    expect([counter.add('c'), counter.add('a')]).toEqual([2, 1]);
  });
});

describe('isFromThisMachine', () => {
  it.each([
    ['127.0.0.1', {}, true],
    ['::1', {}, true],
    ['::ffff:127.0.0.1', {}, true],
    ['10.0.0.5', {}, false],
    ['127.0.0.1', { 'x-forwarded-for': '8.8.8.8' }, false],
    ['127.0.0.1', { forwarded: 'for=8.8.8.8' }, false],
  ])('%s with %j: %s', (remoteAddress, headers, expected) => {
    const request = { socket: { remoteAddress }, headers } as unknown as Parameters<typeof isFromThisMachine>[0];
    expect(isFromThisMachine(request)).toBe(expected);
  });
});
