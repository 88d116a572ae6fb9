import { describe, expect, it } from '@jest/globals';
import { addressRelation, appearance, oddCharacters } from '../../src/admin/diagnosis/address-relation.js';

describe('addressRelation', () => {
  it.each([
    ['jane@acme.com', 'jane@acme.com', null],
    [' jane@acme.com', 'jane@acme.com ', null],
    ['jane@acme.com', 'JANE@Acme.com', 'letter-case'],
    ['jane@acme.com', 'jane+cpe@acme.com', 'plus-address'],
    ['jane+lms@acme.com', 'jane+cpe@acme.com', 'plus-address'],
    ['jane@acme.com', 'jane@acme.ca', 'other-domain'],
    ['jane@acme.com', 'john@acme.com', null],
    ['jane@acme.com', 'j\u0430ne@acme.com', 'look-alike'],
    ['jane@acme.com', 'ja\u200bne@acme.com', 'look-alike'],
    ['jane@acme.com', 'jane @acme.com', 'look-alike'],
    ['jane@acme.com', 'jane@\uff41cme.com', 'look-alike'],
    ['jose@acme.com', 'jos\u00e9@acme.com', null],
    ['', '@acme.com', null],
  ])('%j and %j: %s', (asked, found, relation) => {
    expect(addressRelation(asked, found)).toBe(relation);
  });

  it('is blind to what nobody can see', () => {
    expect(appearance('\u041cary\u00a0@acme.com')).toBe('mary@acme.com');
  });

  it('names the odd characters and where they are', () => {
    expect(oddCharacters('j\u0430ne\u200b@acme.com')).toEqual([
      'Cyrillic letter "\u0430" (U+0430) at place 2',
      'invisible character (U+200B) at place 5',
    ]);
    expect(oddCharacters('jane+x@acme.com')).toEqual([]);
  });
});
