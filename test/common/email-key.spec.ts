import { describe, expect, it } from '@jest/globals';
import { emailKey } from '../../src/common/email-key.js';
import { compareKey } from '../../src/common/compare-key.js';
import fc from 'fast-check';

describe('emailKey', () => {
  it.each([
    ['Jane.Doe@Acme.com', 'jane.doe@acme.com'],
    ['  jane@acme.com\t', 'jane@acme.com'],
    ['jane+cpe@acme.com', 'jane+cpe@acme.com'],
    ['j.ane@acme.com', 'j.ane@acme.com'],
    ['JOSÉ@acme.com', 'josé@acme.com'],
    ['', null],
    ['   ', null],
    [null, null],
    [undefined, null],
  ])('%j becomes %j', (address, key) => {
    expect(emailKey(address)).toBe(key);
  });

  it('is a fixed point: the key of a key is the key', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => emailKey(emailKey(text)) === emailKey(text)));
  });
});

describe('compareKey', () => {
  it.each([
    ['BJENSEN@x.com', 'bjensen@X.COM'],
    ['Straße', 'STRASSE'],
    ['ΣΊΣΥΦΟΣ', 'Σίσυφος'],
    ['\u212A', 'k'],
    ['e\u0301', 'É'],
  ])('%s and %s are the same', (one, other) => {
    expect(compareKey(one)).toBe(compareKey(other));
  });

  it('does not trim and keeps different texts apart', () => {
    expect(compareKey(' a')).not.toBe(compareKey('a'));
    expect(compareKey('a_b')).not.toBe(compareKey('a%b'));
  });

  it('takes no other way for ASCII than for the rest', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => compareKey(`${text}É`) === `${compareKey(text)}é`),
    );
  });

  it('is a fixed point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => compareKey(compareKey(text)) === compareKey(text)),
    );
  });
});
