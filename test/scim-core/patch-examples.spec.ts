import { describe, expect, it } from '@jest/globals';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/scim-core/json/json-value.js';
import { applyPatch } from '../../src/scim-core/patch/apply-patch.js';
import { readPatchRequest } from '../../src/scim-core/patch/patch-request.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { USER } from '../../src/scim-core/schema/resource-type.js';
import { USER_URN as CORE } from '../../src/scim-core/schema/user-schema.js';
import { refusalOf } from './refusal-of.js';

const WORK_VALUE = 'emails[type eq "work"].value';
const WORK = { type: 'work', value: 'a@x' };
const HOME = { type: 'home', value: 'h@x' };
const FULL_NAME = { name: { givenName: 'A', familyName: 'B' } };
const MANAGED = { [ENT]: { manager: { value: '1' } } };

type Operation = Record<string, JsonValue>;

/** Patches a user of whom only the touched attributes are shown; the answer shows them again. */
function patch(before: JsonObject, ...operations: Operation[]): JsonObject {
  const request = readPatchRequest({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: operations,
  });
  const base = { userName: 'u', active: true };
  const { userName, active, ...after } = applyPatch({ ...base, ...before }, request, USER).resource;
  return {
    ...(userName === 'u' ? {} : { userName: userName ?? null }),
    ...(active === true && !('active' in before) ? {} : { active: active ?? null }),
    ...after,
  };
}

describe('the worked examples', () => {
  it.each<[string, JsonObject, Operation | Operation[], JsonObject]>([
    ['creates the element', {}, { op: 'Replace', path: WORK_VALUE, value: 'a@x' }, { emails: [WORK] }],
    [
      'moves the primary flag to an element made on the way',
      { emails: [{ ...HOME, primary: true }] },
      [
        { op: 'add', path: 'emails[type eq "work"].primary', value: 'True' },
        { op: 'add', path: WORK_VALUE, value: 'w@x' },
      ],
      {
        emails: [
          { ...HOME, primary: false },
          { type: 'work', primary: true, value: 'w@x' },
        ],
      },
    ],
    ['adds', { emails: [WORK] }, { op: 'add', value: { emails: [HOME] } }, { emails: [WORK, HOME] }],
    [
      'replaces the list',
      { emails: [WORK, HOME] },
      { op: 'replace', value: { emails: [{ type: 'other', value: 'o@x' }] } },
      { emails: [{ type: 'other', value: 'o@x' }] },
    ],
    ['clears with ""', { emails: [WORK] }, { op: 'Replace', path: WORK_VALUE, value: '' }, {}],
    ['clears what is not there', {}, { op: 'Replace', path: WORK_VALUE, value: null }, {}],
    [
      'merges a complex value',
      FULL_NAME,
      { op: 'Replace', value: { name: { givenName: 'C' } } },
      { name: { givenName: 'C', familyName: 'B' } },
    ],
    [
      'takes dotted keys as paths',
      FULL_NAME,
      { op: 'Replace', value: { 'name.givenName': 'C' } },
      { name: { givenName: 'C', familyName: 'B' } },
    ],
    ['removes a sub-attribute', FULL_NAME, { op: 'Remove', path: 'name.familyName' }, { name: { givenName: 'A' } }],
    [
      'merges an extension',
      { [ENT]: { department: 'D' } },
      { op: 'Replace', value: { [ENT]: { costCenter: '9' } } },
      { [ENT]: { department: 'D', costCenter: '9' } },
    ],
    [
      'removes the last of an extension',
      { [ENT]: { department: 'D' } },
      { op: 'Remove', path: `${ENT}:DEPARTMENT`.toUpperCase() },
      {},
    ],
    [
      'unwraps a manager',
      MANAGED,
      { op: 'Replace', path: 'manager', value: [{ $ref: null, value: '2' }] },
      { [ENT]: { manager: { value: '2' } } },
    ],
    ['removes a manager by value', MANAGED, { op: 'Remove', path: 'manager[value eq "1"]' }, {}],
    [
      'makes one role of three operations',
      {},
      [
        { op: 'Add', path: 'roles[primary eq "True"].value', value: 'v' },
        { op: 'Add', path: 'roles[primary eq "True"].display', value: 'd' },
        { op: 'Add', path: 'roles[primary eq "True"].type', value: 't' },
      ],
      { roles: [{ primary: true, value: 'v', display: 'd', type: 't' }] },
    ],
    ['coerces', { active: true }, { op: 'Add', path: 'active', value: 'false' }, { active: false }],
  ])('%s', (_what, before, operations, after) => {
    expect(patch(before, ...(Array.isArray(operations) ? operations : [operations]))).toEqual(after);
  });

  it('refuses a filter that matches nothing and is no equality', () => {
    const operation = { op: 'replace', path: 'emails[value co "zzz"].display', value: 'd' };
    expect(refusalOf(() => patch({ emails: [WORK] }, operation))).toMatchObject({ status: 400, scimType: 'noTarget' });
  });

  it('does nothing at all when one operation fails', () => {
    const before = Object.freeze({ userName: 'u', title: 'x' });
    const request = readPatchRequest({
      Operations: [
        { op: 'replace', path: 'title', value: 'y' },
        { op: 'replace', path: 'id', value: 'z' },
      ],
    });
    expect(refusalOf(() => applyPatch(before, request, USER))).toMatchObject({ status: 400, scimType: 'mutability' });
    expect(before.title).toBe('x');
  });
});

describe('managers in every shape', () => {
  const path = `${ENT}:manager`;
  it.each<Operation>([
    { op: 'Add', path, value: '2' },
    { op: 'Add', path: 'manager', value: [{ $ref: 'http://h/Users/2', value: '2' }] },
    { op: 'add', path, value: { value: '2' } },
    { op: 'Replace', path: path.toUpperCase(), value: '2' },
    { op: 'replace', value: { [path]: '2' } },
    { op: 'replace', value: { [ENT]: { manager: '2' } } },
    { op: 'replace', value: { [ENT]: { 'manager.value': '2' } } },
    { op: 'replace', path: `${path}.value`, value: '2' },
  ])('%j sets', (operation) => {
    const referring = { [ENT]: { manager: { value: '1', $ref: 'http://h/Users/1' } } };
    for (const before of [{}, MANAGED, referring] satisfies JsonObject[]) {
      const extension = patch(before, operation)[ENT];
      expect(isJsonObject(extension) ? extension['manager'] : undefined).toMatchObject({ value: '2' });
      expect(JSON.stringify(extension)).not.toContain('Users/1');
    }
  });

  it.each<Operation>([
    { op: 'replace', path, value: '' },
    { op: 'replace', path, value: { value: '' } },
    { op: 'replace', path, value: null },
    { op: 'replace', path, value: [] },
    { op: 'Remove', path },
    { op: 'Remove', path: 'manager[value eq "1"]' },
    { op: 'Remove', path, value: [{ value: '1' }] },
    { op: 'replace', value: { [path]: '' } },
    { op: 'remove', path: ENT },
    { op: 'replace', value: { [ENT]: null } },
  ])('%j clears', (operation) => {
    expect(patch(MANAGED, operation)).toEqual({});
    expect(patch({}, operation)).toEqual({});
  });
});

describe('core names with their URN', () => {
  it.each<[Operation, JsonObject]>([
    [{ op: 'replace', path: `${CORE}:displayName`, value: 'D' }, { displayName: 'D' }],
    [{ op: 'replace', path: `${CORE}:name.givenName`, value: 'G' }, { name: { givenName: 'G' } }],
    [{ op: 'replace', value: { [CORE]: { title: 'T' } } }, { title: 'T' }],
    [{ op: 'replace', path: CORE, value: { title: 'T' } }, { title: 'T' }],
  ])('%j', (operation, after) => {
    expect(patch({}, operation)).toEqual(after);
  });
});
