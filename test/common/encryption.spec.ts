import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Encryption } from '../../src/common/encryption.js';

const encryption = new Encryption(randomBytes(32));

describe('Encryption', () => {
  it('opens what it sealed, in the same context', () => {
    const box = encryption.seal('an API key', 'lcvista:1');
    expect(box.includes('an API key')).toBe(false);
    expect(encryption.open(box, 'lcvista:1')).toBe('an API key');
  });

  it('never seals the same way twice', () => {
    expect(encryption.seal('x', 'a').equals(encryption.seal('x', 'a'))).toBe(false);
  });

  it('opens nothing in another context, with another key, or changed', () => {
    const box = encryption.seal('an API key', 'lcvista:1');
    expect(() => encryption.open(box, 'lcvista:2')).toThrow();
    expect(() => new Encryption(randomBytes(32)).open(box, 'lcvista:1')).toThrow();
    for (const index of [0, 1, 14, box.length - 1]) {
      const changed = Buffer.from(box);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => encryption.open(changed, 'lcvista:1')).toThrow();
    }
  });

  it('derives one key per purpose', () => {
    expect(encryption.derive('cursor').equals(encryption.derive('cursor'))).toBe(true);
    expect(encryption.derive('cursor').equals(encryption.derive('seal'))).toBe(false);
  });

  it('takes no short key', () => {
    expect(() => new Encryption(randomBytes(16))).toThrow('32 bytes');
  });
});
