import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeSecret, readSecret, secretHash, type SecretKind } from '../../src/credentials/tokens/token-format.js';
import type { Environment } from '../../src/common/environment.js';

const kinds: [SecretKind, Environment | null, RegExp][] = [
  ['platform', null, /^mst_platform_[0-9A-Za-z]{49}$/],
  ['admin', 'production', /^mst_admin_prod_[0-9A-Za-z]{49}$/],
  ['viewer', 'staging', /^mst_viewer_stag_[0-9A-Za-z]{49}$/],
  ['scim', 'production', /^mst_scim_prod_[0-9A-Za-z]{49}$/],
  ['claim', 'staging', /^mst_claim_stag_[0-9A-Za-z]{49}$/],
  ['secret', 'production', /^mst_secret_prod_[0-9A-Za-z]{49}$/],
];

describe('the form of a secret', () => {
  it.each(kinds)('%s of %s', (kind, environment, pattern) => {
    const secret = makeSecret(kind, environment);
    expect(secret).toMatch(pattern);
    const form = readSecret(secret);
    expect(form).toMatchObject({ kind, environment });
    expect(secret.startsWith(form?.prefix ?? '-')).toBe(true);
    expect(form?.prefix.length).toBe(secret.length - 41);
  });

  it('is never the same twice', () => {
    expect(new Set(Array.from({ length: 500 }, () => makeSecret('scim', 'production'))).size).toBe(500);
  });

  it('notices every single changed character', () => {
    const secret = makeSecret('scim', 'production');
    fc.assert(
      fc.property(fc.nat(secret.length - 1), fc.constantFrom('a', 'Z', '0', '9', '_', '-'), (at, other) => {
        const changed = secret.slice(0, at) + other + secret.slice(at + 1);
        return changed === secret || readSecret(changed) === null;
      }),
    );
  });

  it.each([
    ['', 'nothing'],
    ['mst_scim_prod_', 'no random part'],
    ['mst_scim_prod_' + 'a'.repeat(49), 'a wrong checksum'],
    [`${makeSecret('scim', 'production')}a`, 'too long'],
    [` ${makeSecret('scim', 'production')}`, 'a blank before'],
    [makeSecret('scim', 'production').replace('scim', 'root'), 'no such scope'],
    [makeSecret('platform', null).replace('platform_', 'platform_prod_'), 'a platform token with an environment'],
    ['é'.repeat(63), 'other letters'],
  ])('%j is none: %s', (text) => {
    expect(readSecret(text)).toBeNull();
  });

  it('is stored as SHA-256', () => {
    expect(secretHash('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
