import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LcvistaError } from '../../../src/lcvista/client/lcvista-error.js';
import { parseCatalog, parseMember, parsePerson } from '../../../src/lcvista/client/parse-row.js';
import { assumedProfile } from '../../../src/lcvista/client/wire-profile.js';

const url = new URL('https://acme.lcvista.com/api/v1/people/?page=2');
const row = { id: 1, username: 'jdoe', email: 'jdoe@acme.com', is_active: true };

const person = (changes: object) => parsePerson({ ...row, ...changes }, assumedProfile.person, url);

describe('a row of the list of people', () => {
  it.each([
    [4711, '4711'],
    [-1, '-1'],
    [0, '0'],
    ['4711', '4711'],
    ['0f8fad5b-d9cb-469f-a165-70867728950e', '0f8fad5b-d9cb-469f-a165-70867728950e'],
    [9_007_199_254_740_991, '9007199254740991'],
  ])('has the id %j as %j', (id, text) => {
    expect(person({ id }).id).toBe(text);
  });

  it.each([
    ['rounded', 9_007_199_254_740_992],
    ['a fraction', 1.5],
    ['empty', ''],
    ['blank', ' '],
    ['too long', '1'.repeat(201)],
    ['with a NUL', '1\u0000'],
    ['a step up', '..'],
    ['null', null],
    ['true', true],
    ['an object', { id: 1 }],
  ])('is refused with an id that is %s', (_what, id) => {
    expect(() => person({ id })).toThrow(/page=2: "id" is no usable id but/);
  });

  it.each([
    ['2026-01-05T14:00:00Z', '2026-01-05T14:00:00.000Z'],
    ['2026-01-05T14:00:00.123456Z', '2026-01-05T14:00:00.123Z'],
    ['2026-01-05T09:00:00-05:00', '2026-01-05T14:00:00.000Z'],
    ['2026-01-05T14:00:00', '2026-01-05T14:00:00.000Z'],
    ['2026-01-05', '2026-01-05T00:00:00.000Z'],
    ['2026-13-45', null],
    ['5 January', null],
    ['', null],
    [null, null],
    [1_767_621_600, null],
  ])('created %j is %j', (created, instant) => {
    expect(person({ created }).created).toBe(instant);
  });

  it.each([
    ['jane@acme.com', 'jane@acme.com'],
    [' Jane@Acme.com ', ' Jane@Acme.com '],
    ['', null],
    [' \t', null],
    [null, null],
    ['ja\u0000ne@acme.com', 'jane@acme.com'],
    ['ja\uD83Dne@acme.com', 'ja\uFFFDne@acme.com'],
  ])('e-mail %j is %j', (email, kept) => {
    expect(person({ email }).email).toBe(kept);
  });

  it('takes names that are numbers or null, and whole emoji', () => {
    expect(person({ username: 1234, first_name: null, last_name: 'Łoś 🦌' })).toMatchObject({
      username: '1234',
      firstName: '',
      lastName: 'Łoś 🦌',
    });
  });

  it('does not take what an object inherits for a key', () => {
    const names = { ...assumedProfile.person, email: 'toString' };
    expect(() => parsePerson(row, names, url)).toThrow(/person 1 without "toString"/);
  });

  it('is read, or refused with a reason, whatever it is', () => {
    const wild = fc.record({
      id: fc.jsonValue(),
      username: fc.jsonValue(),
      email: fc.jsonValue(),
      is_active: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), wild), (value) => {
        try {
          const read = parsePerson(value, assumedProfile.person, url);
          return read.id !== '' && typeof read.isActive === 'boolean';
        } catch (error) {
          return error instanceof LcvistaError && error.code === 'lcvista-unreadable';
        }
      }),
    );
  });
});

describe('rows of catalogs and groups', () => {
  it('name a group once', () => {
    const catalog = parseCatalog({ id: 1, name: 'LumiQ', user_groups: [3, '3', 9] }, assumedProfile.catalog, url);
    expect(catalog).toEqual({ id: '1', name: 'LumiQ', userGroups: ['3', '9'] });
  });

  it('name the person', () => {
    expect(parseMember({ person: 'p-1', added: true }, assumedProfile.member, url)).toBe('p-1');
  });
});
