import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;
const idLength = 4;

/** The first byte of a box. Those of the first kind do not say which key sealed them. */
const withoutKeyId = 1;
const withKeyId = 2;

/** A box that none of the keys at hand opens in its context. */
export class UnreadableSecret extends Error {
  override readonly name = 'UnreadableSecret';
}

interface SealingKey {
  /** What boxes begin with that this key sealed: version and key id. */
  readonly header: Buffer;
  readonly key: Buffer;
}

/**
 * Seals secrets that must be used again (API keys, webhook secrets), and derives keys for single purposes. A box names
 * the key that sealed it, so that several may be in use while one takes the other's place.
 */
export class Encryption {
  private readonly current: SealingKey;
  private readonly all: readonly SealingKey[];
  private readonly roots: readonly Buffer[];

  /**
   * @param key 32 bytes: seals
   * @param others keys that still open what they sealed
   */
  constructor(key: Buffer, others: readonly Buffer[] = []) {
    this.roots = [key, ...others];
    if (this.roots.some(({ length }) => length !== 32)) throw new Error('an encryption key must have 32 bytes');
    this.current = sealingKey(key);
    this.all = this.roots.map(sealingKey);
  }

  /** What boxes of the current key begin with, and then those of the others. */
  get headers(): readonly Buffer[] {
    return this.all.map(({ header }) => header);
  }

  /**
   * @param context what the secret belongs to, e.g. `lcvista:<organization id>`: a box opens only in the same context,
   *   so that a row copied to another tenant is worthless there
   */
  seal(secret: string, context: string): Buffer {
    const nonce = randomBytes(nonceLength);
    const { header, key } = this.current;
    const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([header, nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws UnreadableSecret when the box was sealed with a key that is not at hand, for another context, or changed */
  open(box: Buffer, context: string): string {
    for (const { header, key } of this.all) {
      const length = box[0] === withoutKeyId ? 1 : header.length;
      if (box[0] !== withoutKeyId && !box.subarray(0, length).equals(header)) continue;
      const secret = openWith(key, box.subarray(length), context);
      if (secret !== null) return secret;
    }
    throw new UnreadableSecret('a secret was sealed with another key, for something else, or was changed');
  }

  /**
   * Keys of 32 bytes for one purpose, the same in every process that has the same encryption keys: one of each, the
   * current first, for what was signed before the key changed.
   */
  deriveEach(purpose: string): Buffer[] {
    return this.roots.map((root) => deriveFrom(root, purpose));
  }
}

function sealingKey(root: Buffer): SealingKey {
  const id = deriveFrom(root, 'seal-id').subarray(0, idLength);
  return { header: Buffer.concat([Buffer.of(withKeyId), id]), key: deriveFrom(root, 'seal') };
}

/** @returns null when the key does not fit */
function openWith(key: Buffer, rest: Buffer, context: string): string | null {
  const tag = rest.subarray(nonceLength, nonceLength + tagLength);
  if (tag.length < tagLength) return null;
  const decipher = createDecipheriv(algorithm, key, rest.subarray(0, nonceLength), { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(rest.subarray(nonceLength + tagLength)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

function deriveFrom(root: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', root, '', `muster:${purpose}`, 32));
}
