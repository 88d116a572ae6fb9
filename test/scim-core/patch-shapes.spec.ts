import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/scim-core/json/json-value.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { patchUser, type Operation } from './patch-user.js';
import { refusalOf } from './refusal-of.js';

const JANE = { userName: 'jane@x', active: true };
const WORK = { type: 'work', value: 'w@x' };

describe('enabling and disabling', () => {
  it.each<[Operation, boolean]>([
    [{ op: 'Replace', path: 'active', value: 'False' }, false],
    [{ op: 'Replace', path: 'ACTIVE', value: 'false' }, false],
    [{ op: 'Add', path: 'active', value: 'False' }, false],
    [{ op: 'replace', path: 'active', value: false }, false],
    [{ op: 'replace', value: { active: false } }, false],
    [{ op: 'Replace', value: { active: 'False' } }, false],
    [{ OP: 'REPLACE', PATH: 'active', VALUE: 'FALSE' }, false],
    [{ op: 'Add', path: 'active', value: 'True' }, true],
    [{ op: 'replace', path: 'active', value: true }, true],
  ])('%j', (operation, active) => {
    for (const before of [true, false]) {
      const result = patchUser({ ...JANE, active: before, title: 'T' }, operation);
      expect(result.resource).toEqual({ userName: 'jane@x', active, title: 'T' });
      expect(result.changed).toBe(before !== active);
      expect(result.changes).toEqual(before === active ? [] : [{ path: 'active', before, after: active }]);
    }
  });

  it('takes the tombstone of a soft-deleted account, and back', () => {
    const name = '283405f5a1b2c3d4e5f60718293a4bc2jane@x';
    const gone = patchUser(
      JANE,
      { op: 'Replace', path: 'userName', value: name },
      { op: 'Replace', path: 'active', value: 'False' },
    );
    expect(gone.resource).toEqual({ userName: name, active: false });
    const back = patchUser(gone.resource, { op: 'Replace', value: { userName: 'jane@x', active: 'True' } });
    expect(back.resource).toEqual(JANE);
    expect(back.changes.map(({ path }) => path).toSorted()).toEqual(['active', 'userName']);
  });

  it.each<Operation>([
    { op: 'remove', path: 'active' },
    { op: 'Remove', path: 'active', value: 'False' },
    ...[null, '', []].flatMap((value): Operation[] => [
      { op: 'replace', path: 'active', value },
      { op: 'Add', path: 'active', value },
      { op: 'replace', value: { active: value } },
    ]),
  ])('stays as it is when cleared: %j', (operation) => {
    for (const active of [true, false]) {
      expect(patchUser({ ...JANE, active }, operation)).toMatchObject({ resource: { active }, changed: false });
    }
    expect(patchUser({ userName: 'never said' }, operation).resource).toMatchObject({ active: true });
  });
});

describe('an update', () => {
  it('works operation by operation', () => {
    const { resource } = patchUser(
      JANE,
      { op: 'Replace', path: 'displayName', value: 'Pvlo' },
      { op: 'Replace', path: 'name.givenName', value: 'Barbara' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'updatedEmail@contoso.com' },
      { op: 'Add', path: 'nickName', value: 'Babs' },
      { op: 'Replace', path: 'externalId', value: 'AbC' },
      { op: 'Replace', path: `${ENT}:employeeNumber`, value: 123 },
    );
    expect(resource).toEqual({
      ...JANE,
      displayName: 'Pvlo',
      name: { givenName: 'Barbara' },
      emails: [{ type: 'work', value: 'updatedEmail@contoso.com' }],
      nickName: 'Babs',
      externalId: 'AbC',
      [ENT]: { employeeNumber: '123' },
    });
  });

  it.each(['add', 'replace', 'Add', 'Replace'])('works with flat keys in one %s', (op) => {
    const value = {
      displayName: 'Bjfe',
      'name.givenName': 'Kkom',
      'NAME.FamilyName': 'Unua',
      'emails[type eq "work"].value': 'w@x',
      [`${ENT}:employeeNumber`]: 'Aklq',
      [`${ENT}:manager`]: '7',
      schemas: ['urn:x'],
      id: 'mine',
      meta: {},
      groups: [],
      noSuchThing: 1,
      'no such thing': 1,
      'title.': 1,
      '': 1,
    };
    const { resource, ignored } = patchUser(JANE, { op, value });
    expect(resource).toEqual({
      ...JANE,
      displayName: 'Bjfe',
      name: { givenName: 'Kkom', familyName: 'Unua' },
      emails: [WORK],
      [ENT]: { employeeNumber: 'Aklq', manager: { value: '7' } },
    });
    expect(ignored).toEqual(['noSuchThing', 'no such thing', 'title.', '']);
  });

  it("takes the validator's verbose operations on a user who has only a name", () => {
    const flags = ['work', 'mobile', 'fax'].map((type) => `phoneNumbers[type eq "${type}"].primary`);
    const texts = [
      'displayName',
      'title',
      'preferredLanguage',
      'userType',
      'nickName',
      'locale',
      'timezone',
      'profileUrl',
      ...['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].map(
        (n) => `name.${n}`,
      ),
      ...['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'].map(
        (sub) => `addresses[type eq "work"].${sub}`,
      ),
      ...['work', 'mobile', 'fax'].map((type) => `phoneNumbers[type eq "${type}"].value`),
      ...['employeeNumber', 'department', 'costCenter', 'organization', 'division', 'manager'].map(
        (n) => `${ENT}:${n}`,
      ),
      ...['display', 'value', 'type'].map((sub) => `roles[primary eq "True"].${sub}`),
      'emails[type eq "work"].value',
    ];
    const { resource } = patchUser(
      JANE,
      ...texts.map((path) => ({ op: 'add', path, value: `v ${path}` })),
      ...[...flags, 'addresses[type eq "work"].primary', 'emails[type eq "work"].primary'].map((path) => ({
        op: 'add',
        path,
        value: 'True',
      })),
    );
    const text = JSON.stringify(resource);
    for (const path of texts) expect(text).toContain(JSON.stringify(`v ${path}`));
    expect(resource['phoneNumbers']).toHaveLength(3);
    expect(text.match(/"primary":true/g)).toHaveLength(4);
    expect(resource['roles']).toHaveLength(1);
  });

  it('of what is there already changes nothing', () => {
    const before: JsonObject = {
      ...JANE,
      emails: [{ ...WORK, primary: true }],
      roles: [{ value: 'Admin', display: 'A' }],
      name: { givenName: 'G' },
      [ENT]: { manager: { value: '7' } },
    };
    const result = patchUser(
      before,
      { op: 'add', path: 'emails', value: [WORK] },
      { op: 'add', path: 'roles', value: [{ value: 'Admin', display: 'B' }] },
      { op: 'replace', path: 'name', value: { givenName: 'G' } },
      { op: 'replace', path: 'manager', value: '7' },
      { op: 'add', path: 'emails[type eq "WORK"].primary', value: 'true' },
      { op: 'remove', path: 'emails[type eq "home"]' },
      { op: 'remove', path: 'title' },
      { op: 'remove', path: 'photos' },
      { op: 'add', path: 'ims', value: [] },
      { op: 'replace', path: 'password', value: 'new' },
    );
    expect(result).toEqual({ resource: before, changed: false, changes: [], ignored: [] });
  });
});

describe('clearing', () => {
  const before: JsonObject = {
    ...JANE,
    title: 'T',
    name: { givenName: 'G' },
    emails: [{ ...WORK, primary: true }],
    addresses: [{ type: 'work', locality: 'L' }],
    roles: [{ value: 'v', primary: true }],
    [ENT]: { department: 'D', manager: { value: '7' } },
  };
  const paths = [
    'title',
    'name.givenName',
    'emails[type eq "work"].value',
    'addresses[type eq "work"].locality',
    'roles[primary eq "True"].value',
    `${ENT}:department`,
    `${ENT}:manager`,
    'phoneNumbers[type eq "fax"].value',
    'nickName',
    'ims',
  ];

  it.each<[string, Operation[]]>([
    ['"" by path', paths.map((path) => ({ op: 'replace', path, value: '' }))],
    ['null by path', paths.map((path) => ({ op: 'Replace', path, value: null }))],
    ['removals', paths.map((path) => ({ op: 'Remove', path }))],
    ['removals with null', paths.map((path) => ({ op: 'Remove', path, value: null }))],
    ['"" without path', [{ op: 'replace', value: Object.fromEntries(paths.map((path) => [path, ''])) }]],
    ['null without path', [{ op: 'add', value: Object.fromEntries(paths.map((path) => [path, null])) }]],
  ])('with %s leaves what is required, and works twice', (_what, operations) => {
    const once = patchUser(before, ...operations);
    expect(once.resource).toEqual(JANE);
    expect(patchUser(once.resource, ...operations).changed).toBe(false);
  });

  it.each<[Operation, string]>([
    [{ op: 'replace', path: 'userName', value: '' }, 'invalidValue'],
    [{ op: 'replace', path: 'userName', value: null }, 'invalidValue'],
    [{ op: 'replace', value: { userName: null } }, 'invalidValue'],
    [{ op: 'remove', path: 'userName' }, 'mutability'],
  ])('what is required is refused: %j', (operation, scimType) => {
    expect(refusalOf(() => patchUser(JANE, operation))).toMatchObject({ status: 400, scimType });
  });
});
