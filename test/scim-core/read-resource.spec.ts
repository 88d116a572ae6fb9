import { describe, expect, it } from '@jest/globals';
import type { JsonObject, JsonValue } from '../../src/scim-core/json/json-value.js';
import { compareForm } from '../../src/scim-core/resource/compare-form.js';
import { readGroup } from '../../src/scim-core/resource/read-group.js';
import { readUser } from '../../src/scim-core/resource/read-user.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { GROUP_URN } from '../../src/scim-core/schema/group-schema.js';
import { USER } from '../../src/scim-core/schema/resource-type.js';
import { USER_URN as CORE } from '../../src/scim-core/schema/user-schema.js';
import { refusalOf } from './refusal-of.js';

describe("a user's body", () => {
  it('is taken as Entra sends it and kept string for string', () => {
    const sent: JsonObject = {
      externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
      userName: ' Test_User#EXT#@Contoso.com',
      name: { formatted: ' ', familyName: "O'Néil", givenName: 'giveN' },
      displayName: 'Test  User ',
      title: 'Engineer',
      preferredLanguage: 'xx-nonsense',
      active: true,
      emails: [{ value: 'Test.User@contoso.com', type: 'work', primary: true }],
      phoneNumbers: [
        { value: '+1 (425) 555-0100', type: 'work' },
        { value: 'Qjjqzp', type: 'mobile' },
      ],
      addresses: [{ formatted: 'Office 12', country: 'Cjfcai', type: 'work', primary: true }],
      [ENT]: { employeeNumber: '123', department: 'R&D' },
    };
    const body = {
      schemas: [CORE, ENT],
      ...sent,
      roles: [],
      meta: { resourceType: 'User' },
      id: 'mine',
      groups: ['x'],
    };
    expect(readUser(body)).toEqual(sent);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['names in any case', { USERNAME: 'u', Name: { GIVENNAME: 'G' } }, { name: { givenName: 'G' } }],
    ['booleans as strings', { active: 'False' }, { active: false }],
    ['primary as a string', { roles: [{ primary: 'True', value: 'v' }] }, { roles: [{ value: 'v', primary: true }] }],
    ['nulls', { title: null, addresses: null, emails: [null], manager: null, name: { givenName: null } }, {}],
    ['empty texts', { title: '', emails: '', [ENT]: { department: '', manager: '' } }, {}],
    ['an emptied entry', { emails: [{ type: 'work', value: '' }] }, {}],
    ['a bare manager', { [ENT]: { manager: '7' } }, { [ENT]: { manager: { value: '7' } } }],
    ['a wrapped manager', { [ENT]: { manager: [{ $ref: null, value: '7' }] } }, { [ENT]: { manager: { value: '7' } } }],
    [
      'a manager without what is read-only',
      { [ENT]: { manager: { value: '7', displayName: 'Boss' } } },
      { [ENT]: { manager: { value: '7' } } },
    ],
    ['an extension in any case', { [ENT.toUpperCase()]: { department: 'D' } }, { [ENT]: { department: 'D' } }],
    ['the malformed URN of the documentation', { 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User': {} }, {}],
    ['unknown attributes', { favouriteColour: 'blue', 'urn:custom:2.0:User': { a: 1 } }, {}],
    ['numbers for texts', { title: 7, [ENT]: { employeeNumber: 42 } }, { title: '7', [ENT]: { employeeNumber: '42' } }],
    ['a bare entry', { emails: 'a@x' }, { emails: [{ value: 'a@x' }] }],
    ['a single entry', { emails: { value: 'a@x' } }, { emails: [{ value: 'a@x' }] }],
    ['the same entry twice', { emails: ['a@x', { value: 'a@x' }] }, { emails: [{ value: 'a@x' }] }],
    ['a password, which is forgotten', { password: 'secret' }, {}],
    [
      'what Entra puts into roles',
      { roles: [{ primary: false, type: 'W', displayName: 'Admin', value: '{"id":"1"}' }] },
      { roles: [{ value: '{"id":"1"}', type: 'W', primary: false, displayName: 'Admin' }] },
    ],
    ['schemas without the core URN', { schemas: [ENT] }, {}],
  ])('may have %s', (_what, sent, stored) => {
    expect(readUser({ userName: 'u', ...sent })).toEqual({ userName: 'u', active: true, ...stored });
  });

  it.each<[string, JsonValue, string]>([
    ['a list', [], 'invalidSyntax'],
    ['text', 'x', 'invalidSyntax'],
    ['nothing', null, 'invalidSyntax'],
    ['no userName', {}, 'invalidValue'],
    ['an empty userName', { userName: '' }, 'invalidValue'],
    ['an object as userName', { userName: {} }, 'invalidValue'],
    ['several userNames', { userName: ['a', 'b'] }, 'invalidValue'],
    ['a list of one userName', { userName: ['a'] }, 'invalidValue'],
    ['a list of one flag', { userName: 'u', active: [false] }, 'invalidValue'],
    ['a list in an entry', { userName: 'u', emails: [{ value: ['a@x'] }] }, 'invalidValue'],
    ['a userName that no index holds', { userName: 'x'.repeat(1025) }, 'invalidValue'],
    ['active that is neither', { userName: 'u', active: 'yes' }, 'invalidValue'],
    ['a number for active', { userName: 'u', active: 1 }, 'invalidValue'],
    ['text for name', { userName: 'u', name: 'Jane' }, 'invalidValue'],
    ['an object in a text', { userName: 'u', emails: [{ value: {} }] }, 'invalidValue'],
    ['a list of lists', { userName: 'u', emails: [['a@x']] }, 'invalidValue'],
    [
      'two primaries',
      {
        userName: 'u',
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: 'True' },
        ],
      },
      'invalidValue',
    ],
    ['text for an extension', { userName: 'u', [ENT]: 'x' }, 'invalidValue'],
    ['an object as password', { userName: 'u', password: {} }, 'invalidValue'],
    ['the schemas of a group', { schemas: [GROUP_URN], userName: 'u' }, 'invalidValue'],
    ['schemas that are no list', { schemas: CORE, userName: 'u' }, 'invalidValue'],
    ['too many entries', { userName: 'u', roles: Array.from({ length: 501 }, (_, at) => `r${at}`) }, 'invalidValue'],
    ['a NUL', { userName: 'a\0b' }, 'invalidValue'],
  ])('is refused with %s', (_what, body, scimType) => {
    expect(refusalOf(() => readUser(body))).toMatchObject({ status: 400, scimType });
  });

  it('names the attribute that is wrong', () => {
    const error = refusalOf(() => readUser({ userName: 'u', emails: [{ primary: 'maybe' }] }));
    expect(error.toBody()).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '400',
      scimType: 'invalidValue',
      detail: "'emails.primary' must be true or false.",
    });
  });
});

describe("a group's body", () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ['no members', {}, []],
    ['null', { members: null }, []],
    ['an empty list', { members: [] }, []],
    [
      'objects',
      {
        members: [
          { value: 'a', $ref: null },
          { VALUE: 'b', type: 'User', display: 'B' },
        ],
      },
      ['a', 'b'],
    ],
    ['repetitions', { members: [{ value: 'a' }, 'a'] }, ['a']],
    ['one object', { members: { value: 'a' } }, ['a']],
  ])('may have %s', (_what, sent, memberIds) => {
    const schemas = [GROUP_URN, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'];
    const body = { schemas, id: 'x', displayName: "Test'Group (1)", externalId: 'E', ...sent };
    expect(readGroup(body)).toEqual({ resource: { displayName: "Test'Group (1)", externalId: 'E' }, memberIds });
  });

  it.each<[string, JsonObject]>([
    ['no displayName', { members: [] }],
    ['a member without id', { displayName: 'G', members: [{ display: 'x' }] }],
    ['a member with an empty id', { displayName: 'G', members: [{ value: '' }] }],
    ['a group as member', { displayName: 'G', members: [{ value: 'a', type: 'Group' }] }],
    ['numbers', { displayName: 'G', members: [1] }],
    ['null among the members', { displayName: 'G', members: [null] }],
    ['text that is empty', { displayName: '' }],
  ])('is refused with %s', (_what, body) => {
    expect(refusalOf(() => readGroup(body))).toMatchObject({ status: 400, scimType: 'invalidValue' });
  });
});

describe('the compare form', () => {
  it('turns only those texts into keys in which case does not count', () => {
    const stored = readUser({
      userName: 'Jane@X',
      externalId: 'AbC',
      active: true,
      profileUrl: 'http://H/A',
      emails: [{ value: 'Jane@X', type: 'WORK', primary: true }],
      photos: [{ value: 'http://H/P', type: 'Photo' }],
      x509Certificates: [{ value: 'MIIB' }],
      [ENT]: { manager: { value: 'ID', $ref: 'http://H/ID' }, department: 'STRASSE' },
    });
    expect(compareForm(stored, USER)).toEqual({
      userName: 'jane@x',
      externalId: 'AbC',
      active: true,
      profileUrl: 'http://H/A',
      emails: [{ value: 'jane@x', type: 'work', primary: true }],
      photos: [{ value: 'http://H/P', type: 'photo' }],
      x509Certificates: [{ value: 'MIIB' }],
      [ENT]: { manager: { value: 'id', $ref: 'http://H/ID' }, department: 'strasse' },
    });
  });
});
