import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/scim-core/json/json-value.js';
import { memberEmailOf } from '../../src/scim-core/resource/member-email.js';
import { isTombstone } from '../../src/scim-core/resource/tombstone.js';

const TOMBSTONE = '283405f5a1b2c3d4e5f60718293a4bc2ralf@contoso.com';

describe("a member's e-mail", () => {
  it.each<[string, JsonObject, string | null]>([
    [
      'the primary one',
      {
        emails: [
          { value: 'w@x', type: 'work' },
          { value: 'P@x', type: 'home', primary: true },
        ],
      },
      'P@x',
    ],
    [
      'else the one for work',
      {
        emails: [
          { value: 'h@x', type: 'home' },
          { value: 'w@x', type: 'Work' },
        ],
      },
      'w@x',
    ],
    ['else the first', { emails: [{ value: 'h@x', type: 'home' }, { value: 'o@x' }] }, 'h@x'],
    [
      'an entry without an address does not count',
      { emails: [{ type: 'work', primary: true }, { value: 'o@x' }] },
      'o@x',
    ],
    ['nor a blank one', { emails: [{ value: ' ', primary: true }], userName: 'u@x' }, 'u@x'],
    ['else the user name', { userName: 'u@x' }, 'u@x'],
    ['unless it is no address', { userName: 'jane' }, null],
    ['or has two signs', { userName: 'a@b@c' }, null],
    ['or is a tombstone', { userName: TOMBSTONE }, null],
    [
      'e-mails win over a tombstone',
      { userName: TOMBSTONE, emails: [{ value: 'ralf@contoso.com' }] },
      'ralf@contoso.com',
    ],
  ])('is %s', (_what, resource, address) => {
    expect(memberEmailOf(resource)).toBe(address);
  });
});

describe('a tombstone', () => {
  it.each([
    [TOMBSTONE, true],
    ['ralf@contoso.com', false],
    ['283405f5a1b2c3d4e5f60718293a4bc2@contoso.com', false],
    ['283405f5a1b2c3d4e5f60718293a4bc2ralf', false],
    ['283405F5A1B2C3D4E5F60718293A4BC2ralf@contoso.com', false],
  ])('%s: %s', (userName, expected) => {
    expect(isTombstone(userName)).toBe(expected);
  });
});
