import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Environment } from '../../common/environment.js';
import type { TokenScope } from '../caller.js';
import { randomBase62, toBase62 } from './base62.js';

/** What a secret is for: a scope's bearer token, or the secret of an OAuth client. */
export type SecretKind = TokenScope | 'secret';

/** What can be read off a secret without asking anybody. */
export interface SecretForm {
  readonly kind: SecretKind;
  /** null: platform tokens, which belong to no environment. */
  readonly environment: Environment | null;
  /** The beginning, which may be shown and logged. */
  readonly prefix: string;
}

const shortNames = { production: 'prod', staging: 'stag' } as const;
const longNames: Record<string, Environment | undefined> = { prod: 'production', stag: 'staging' };

/** 43 digits of base 62 hold 256 bits. */
const randomLength = 43;
const shownLength = 8;
const checksumLength = 6;

const form = new RegExp(
  `^(mst_(?:(platform)|(admin|viewer|scim|claim|secret)_(prod|stag))_[0-9A-Za-z]{${shownLength}})` +
    `[0-9A-Za-z]{${randomLength - shownLength + checksumLength}}$`,
);

/**
 * A new secret: `mst_<kind>_<prod|stag>_<43 random digits><6 digits of checksum>`; platform tokens without environment.
 * The fixed beginning lets secret scanners find it, the checksum lets them (and us) tell it from noise.
 */
export function makeSecret(kind: SecretKind, environment: Environment | null): string {
  const place = environment === null ? '' : `${shortNames[environment]}_`;
  const secret = `mst_${kind}_${place}${randomBase62(randomLength)}`;
  return secret + checksum(secret);
}

/** Reads a secret; null when it has not the form or its checksum is wrong, so that nobody needs to be asked for it. */
export function readSecret(text: string): SecretForm | null {
  const [, prefix, platform, kind, place] = form.exec(text) ?? [];
  if (prefix === undefined || checksum(text.slice(0, -checksumLength)) !== text.slice(-checksumLength)) return null;
  if (platform !== undefined) return { kind: 'platform', environment: null, prefix };
  return { kind: kind as SecretKind, environment: longNames[place ?? ''] ?? null, prefix };
}

/** What is stored of a secret. 256 random bits need no slow hash: there is nothing to guess. */
export function secretHash(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

function checksum(text: string): string {
  return toBase62(crc32(text), checksumLength);
}
