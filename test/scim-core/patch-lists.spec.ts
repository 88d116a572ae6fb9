import { describe, expect, it } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../src/scim-core/json/json-value.js';
import { patchUser, type Operation } from './patch-user.js';

const JANE = { userName: 'jane@x', active: true };
const WORK = { type: 'work', value: 'w@x' };
const HOME = { type: 'home', value: 'h@x' };

describe('a list', () => {
  const both = { ...JANE, emails: [WORK, HOME] };
  it.each<[string, JsonObject, Operation, JsonValue | undefined]>([
    ['replaced by path', both, { op: 'replace', path: 'emails', value: [{ value: 'n@x' }] }, [{ value: 'n@x' }]],
    ['replaced by one object', both, { op: 'replace', path: 'emails', value: HOME }, [HOME]],
    ['replaced by nothing', both, { op: 'replace', path: 'emails', value: [] }, undefined],
    [
      'added to, with a new spelling',
      both,
      { op: 'add', path: 'emails', value: [{ type: 'Work', value: 'W@x' }] },
      [{ type: 'Work', value: 'W@x' }, HOME],
    ],
    [
      'added to, with another type',
      { ...JANE, emails: [WORK] },
      { op: 'add', path: 'emails', value: [{ type: 'home', value: 'w@x' }] },
      [WORK, { type: 'home', value: 'w@x' }],
    ],
    ['added to with a null', both, { op: 'add', path: 'emails', value: null }, [WORK, HOME]],
    ['cleared', both, { op: 'remove', path: 'emails' }, undefined],
    ['relieved of a listed one', both, { op: 'remove', path: 'emails', value: [{ value: 'W@X' }] }, [HOME]],
    ['relieved of an unlisted one', both, { op: 'remove', path: 'emails', value: [{ value: 'o@x' }] }, [WORK, HOME]],
    [
      'relieved of one of another type',
      both,
      { op: 'remove', path: 'emails', value: [{ type: 'other', value: 'w@x' }] },
      [WORK, HOME],
    ],
    ['relieved of none', both, { op: 'remove', path: 'emails', value: [] }, [WORK, HOME]],
    ['relieved of a match', both, { op: 'remove', path: 'emails[type eq "work"]' }, [HOME]],
    ['relieved of a match that is not there', both, { op: 'remove', path: 'emails[value co "zzz"]' }, [WORK, HOME]],
    [
      'relieved of a sub-attribute',
      both,
      { op: 'remove', path: 'emails[type eq "work"].type' },
      [{ value: 'w@x' }, HOME],
    ],
    [
      'relieved of a sub-attribute everywhere',
      both,
      { op: 'remove', path: 'emails.type' },
      [{ value: 'w@x' }, { value: 'h@x' }],
    ],
    [
      'changed by an object',
      both,
      { op: 'replace', path: 'emails[type eq "work"]', value: { value: 'n@x' } },
      [{ type: 'work', value: 'n@x' }, HOME],
    ],
    [
      'changed by a bare value',
      both,
      { op: 'add', path: 'emails[type eq "work"]', value: 'n@x' },
      [{ type: 'work', value: 'n@x' }, HOME],
    ],
    [
      'changed by a list of one',
      both,
      { op: 'add', path: 'emails[type eq "work"]', value: [{ display: 'D' }] },
      [{ ...WORK, display: 'D' }, HOME],
    ],
    [
      'changed at all matches',
      both,
      { op: 'replace', path: 'emails[value co "@x"].display', value: 'D' },
      [
        { ...WORK, display: 'D' },
        { ...HOME, display: 'D' },
      ],
    ],
    [
      'given an entry made of several terms',
      JANE,
      { op: 'add', path: 'emails[type eq "work" and primary eq "True"].value', value: 'n@x' },
      [{ type: 'work', primary: true, value: 'n@x' }],
    ],
    [
      'given an entry in the spelling of the path',
      JANE,
      { op: 'add', path: 'emails[type eq "Work"].value', value: 'n@x' },
      [{ type: 'Work', value: 'n@x' }],
    ],
    [
      'given an entry by an object',
      JANE,
      { op: 'replace', path: 'emails[type eq "work"]', value: { value: 'n@x' } },
      [WORK].map((entry) => ({ ...entry, value: 'n@x' })),
    ],
    ['given a blank before the quote', JANE, { op: 'add', path: 'emails[type eq"work"].value', value: 'w@x' }, [WORK]],
    ['cleared at a bracket', both, { op: 'replace', path: 'emails[type eq "work"]', value: '' }, [HOME]],
    [
      'told who is primary',
      { ...JANE, emails: [{ ...WORK, primary: true }, HOME] },
      { op: 'add', path: 'emails[type eq "home"].primary', value: true },
      [
        { ...WORK, primary: false },
        { ...HOME, primary: true },
      ],
    ],
    [
      'told who is primary by a new entry',
      { ...JANE, emails: [{ ...WORK, primary: true }] },
      { op: 'add', path: 'emails', value: [{ ...HOME, primary: 'True' }] },
      [
        { ...WORK, primary: false },
        { ...HOME, primary: true },
      ],
    ],
    [
      'told that several are primary',
      both,
      { op: 'replace', path: 'emails[value ew "x"].primary', value: true },
      [
        { ...WORK, primary: true },
        { ...HOME, primary: false },
      ],
    ],
  ])('is %s', (_what, before, operation, emails) => {
    expect(patchUser(before, operation).resource['emails']).toEqual(emails);
  });

  it('of roles becomes exactly what is sent', () => {
    const text = '{"id":"06b0","value":"Admin","displayName":"Admin"}';
    const first = patchUser(JANE, { op: 'Add', path: 'roles', value: [{ value: text }] });
    expect(first.resource['roles']).toEqual([{ value: text }]);
    expect(patchUser(first.resource, { op: 'Add', path: 'roles', value: [{ value: text }] }).changed).toBe(false);
    const value: JsonValue[] = [
      { primary: false, type: 'T', display: 'D', value: 'V' },
      { primary: 'True', value: 'W' },
    ];
    const second = patchUser(first.resource, { op: 'replace', path: 'roles', value });
    expect(second.resource['roles']).toEqual([value[0], { primary: true, value: 'W' }]);
  });
});
