import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;
const version = 1;

/** Seals secrets that must be used again (API keys, webhook secrets), and derives keys for single purposes. */
export class Encryption {
  /** @param key 32 bytes */
  constructor(private readonly key: Buffer) {
    if (key.length !== 32) throw new Error('the encryption key must have 32 bytes');
  }

  /**
   * @param context what the secret belongs to, e.g. `lcvista:<organization id>`: a box opens only in the same context,
   *   so that a row copied to another tenant is worthless there
   */
  seal(secret: string, context: string): Buffer {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv(algorithm, this.derive('seal'), nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws Error when the box was sealed with another key, for another context, or was changed */
  open(box: Buffer, context: string): string {
    if (box[0] !== version) throw new Error('the secret was sealed in an unknown way');
    const nonce = box.subarray(1, 1 + nonceLength);
    const tag = box.subarray(1 + nonceLength, 1 + nonceLength + tagLength);
    const decipher = createDecipheriv(algorithm, this.derive('seal'), nonce, { authTagLength: tagLength });
    decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
    const sealed = box.subarray(1 + nonceLength + tagLength);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  }

  /** A key of 32 bytes for one purpose; the same in every process that has the same encryption key. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.key, '', `muster:${purpose}`, 32));
  }
}
