import { describe, expect, it } from '@jest/globals';
import { createCipheriv, randomBytes } from 'node:crypto';
import { Encryption, UnreadableSecret } from '../../src/common/encryption.js';

const encryption = new Encryption(randomBytes(32));

/** A box as it was sealed before boxes named their key. */
function withoutKeyId(encryption: Encryption, secret: string, context: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', encryption.deriveEach('seal')[0]!, nonce).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), sealed]);
}

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
    expect(() => encryption.open(box, 'lcvista:2')).toThrow(UnreadableSecret);
    expect(() => new Encryption(randomBytes(32)).open(box, 'lcvista:1')).toThrow(UnreadableSecret);
    for (const index of [0, 1, 14, box.length - 1]) {
      const changed = Buffer.from(box);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => encryption.open(changed, 'lcvista:1')).toThrow(UnreadableSecret);
    }
  });

  it('derives one key per purpose', () => {
    const keys = encryption.deriveEach('cursor');
    expect(keys).toEqual([expect.any(Buffer)]);
    expect(encryption.deriveEach('cursor')).toEqual(keys);
    expect(encryption.deriveEach('seal')).not.toEqual(keys);
  });

  it('opens what former keys sealed, also before boxes named their key, and seals with the current one', () => {
    const [former, current] = [randomBytes(32), randomBytes(32)];
    const old = new Encryption(former);
    const both = new Encryption(current, [former]);
    for (const box of [old.seal('an API key', 'a'), withoutKeyId(old, 'an API key', 'a')]) {
      expect(both.open(box, 'a')).toBe('an API key');
      expect(() => both.open(box, 'b')).toThrow(UnreadableSecret);
      expect(() => new Encryption(current).open(box, 'a')).toThrow(UnreadableSecret);
    }
    const box = both.seal('x', 'a');
    expect(new Encryption(current).open(box, 'a')).toBe('x');
    expect(both.headers.map((header) => box.subarray(0, 5).equals(header))).toEqual([true, false]);
    expect(both.deriveEach('cursor')).toEqual([
      ...new Encryption(current).deriveEach('cursor'),
      ...old.deriveEach('cursor'),
    ]);
  });

  it.each([0, 1, 5, 20, 32])('calls a box of %d bytes unreadable', (length) => {
    expect(() => encryption.open(Buffer.alloc(length, 1), 'a')).toThrow(UnreadableSecret);
    expect(() => encryption.open(encryption.seal('', 'a').subarray(0, length), 'a')).toThrow(UnreadableSecret);
  });

  it('takes no short key', () => {
    expect(() => new Encryption(randomBytes(32), [randomBytes(31)])).toThrow('32 bytes');
    expect(() => new Encryption(randomBytes(16))).toThrow('32 bytes');
  });
});
