import { describe, expect, it } from '@jest/globals';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/scim-core/json/json-value.js';
import { resolveReferences, splitUnresolved } from '../../src/scim-core/messages/bulk-references.js';
import { BULK_REQUEST_URN, parseBulkRequest } from '../../src/scim-core/messages/bulk-request.js';
import { bulkFailure, bulkResponse, bulkSuccess } from '../../src/scim-core/messages/bulk-response.js';
import { planBulk } from '../../src/scim-core/messages/plan-bulk.js';
import { ScimError } from '../../src/scim-core/messages/scim-error.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { patchUser } from './patch-user.js';
import { refusalOf } from './refusal-of.js';

function request(...operations: JsonValue[]): JsonObject {
  return { schemas: [BULK_REQUEST_URN], Operations: operations };
}

function user(bulkId: string, manager?: string): JsonObject {
  const data: JsonObject = { userName: bulkId };
  if (manager !== undefined) data[ENT] = { manager: { value: `bulkId:${manager}` }, department: 'D' };
  return { method: 'POST', path: '/Users', bulkId, data };
}

function group(bulkId: string, ...members: string[]): JsonObject {
  const data = { displayName: bulkId, members: members.map((member) => ({ value: `bulkId:${member}` })) };
  return { method: 'POST', path: '/Groups', bulkId, data };
}

/** The plan in short: `run 0`, `begin 1`, … */
function planOf(...operations: JsonValue[]): string[] {
  return planBulk(parseBulkRequest(request(...operations)).operations).map(({ kind, index }) => `${kind} ${index}`);
}

describe('a bulk request', () => {
  it('is read', () => {
    const operations: JsonObject[] = [
      { method: 'post', path: '/Users', bulkId: 'u', data: { userName: 'a' } },
      { method: 'PATCH', path: '/users/1/', version: 'W/"1"', data: { Operations: [] } },
      { Method: 'DELETE', Path: '/Groups/bulkId:u' },
    ];
    const { failOnErrors, operations: read } = parseBulkRequest({ ...request(...operations), failOnErrors: 2 });
    expect(failOnErrors).toBe(2);
    expect(read).toMatchObject([
      { method: 'POST', bulkId: 'u', target: { method: 'POST', id: null, type: { name: 'User' } } },
      { method: 'PATCH', bulkId: undefined, version: 'W/"1"', target: { id: '1', type: { name: 'User' } } },
      { method: 'DELETE', target: { id: 'bulkId:u', type: { name: 'Group' }, data: null } },
    ]);
  });

  it.each<[JsonValue, number, string | undefined]>([
    [[], 400, 'invalidSyntax'],
    [{}, 400, 'invalidSyntax'],
    [{ Operations: [] }, 400, 'invalidSyntax'],
    [{ schemas: ['urn:other'], Operations: [user('u')] }, 400, 'invalidSyntax'],
    [{ failOnErrors: 0, Operations: [user('u')] }, 400, 'invalidValue'],
    [{ failOnErrors: '1', Operations: [user('u')] }, 400, 'invalidValue'],
    [{ Operations: Array.from({ length: 1001 }, () => null) }, 413, undefined],
  ])('%.60j is refused', (body, status, scimType) => {
    expect(refusalOf(() => parseBulkRequest(body))).toMatchObject({ status, scimType });
  });

  it.each<[JsonValue, number]>([
    [null, 400],
    [{}, 400],
    [{ ...user('u'), method: 'GET' }, 400],
    [{ ...user('u'), path: '/Devices' }, 404],
    [{ ...user('u'), path: 'Users' }, 404],
    [{ ...user('u'), path: '/Users/1/2' }, 404],
    [{ ...user('u'), path: '/Users/1' }, 405],
    [{ method: 'DELETE', path: '/Users' }, 405],
    [{ method: 'POST', path: '/Users', data: {} }, 400],
    [{ method: 'PUT', path: '/Users/1' }, 400],
    [{ ...user('twice'), method: 'POST' }, 400],
    [{ ...user('x'), data: { userName: 'x', title: 'bulkId:nobody' } }, 400],
    [{ method: 'DELETE', path: '/Users/bulkId:nobody' }, 400],
  ])('%j is refused without the others', (operation, status) => {
    const { operations } = parseBulkRequest(request(user('twice'), operation));
    const [first, second] = planBulk(operations);
    expect(first).toMatchObject({ kind: 'refuse', index: 1, error: { status } });
    expect(second).toEqual({ kind: 'run', index: 0 });
  });
});

describe('the plan', () => {
  it.each<[string, JsonObject[], string[]]>([
    ['keeps the order sent', [user('a'), user('b'), group('g', 'a', 'b')], ['run 0', 'run 1', 'run 2']],
    ['puts first what is needed', [group('g', 'a', 'b'), user('b', 'a'), user('a')], ['run 2', 'run 1', 'run 0']],
    ['keeps strangers in place', [group('g', 'b'), user('a'), user('b')], ['run 1', 'run 2', 'run 0']],
    ['opens a circle', [user('a', 'b'), user('b', 'a')], ['begin 0', 'run 1', 'complete 0']],
    ['opens a circle of one', [user('a', 'a')], ['begin 0', 'complete 0']],
    [
      'opens only the circle, not those waiting for it',
      [group('g', 'a'), user('a', 'b'), user('b', 'c'), user('c', 'a'), user('d')],
      ['run 4', 'begin 1', 'run 0', 'run 3', 'run 2', 'complete 1'],
    ],
    ['lets the others go on when one is refused', [{ ...user('a'), method: 'GET' }, user('b')], ['refuse 0', 'run 1']],
  ])('%s', (_what, operations, steps) => {
    expect(planOf(...operations)).toEqual(steps);
  });

  it('is quick about many operations that all need each other', () => {
    const names = Array.from({ length: 300 }, (_, at) => `u${at}`);
    const operations = names.map((bulkId) => ({ ...group(bulkId, ...names), path: '/Users' }));
    const steps = planOf(...operations);
    expect(steps.filter((step) => step.startsWith('complete'))).toHaveLength(
      steps.filter((step) => step.startsWith('begin')).length,
    );
    expect(new Set(steps.map((step) => step.split(' ')[1])).size).toBe(300);
  });
});

describe('references', () => {
  const ids = new Map([['a', 'id-a']]);

  it('become ids wherever they stand, and nothing else does', () => {
    const data = { members: [{ value: 'bulkId:a' }, { value: 'BULKID:a' }], note: 'see bulkId:a', path: 'a' };
    expect(resolveReferences(data, ids)).toEqual({
      members: [{ value: 'id-a' }, { value: 'id-a' }],
      note: 'see bulkId:a',
      path: 'a',
    });
  });

  it('to what was not made are a conflict', () => {
    expect(refusalOf(() => resolveReferences(['bulkId:b'], ids)).status).toBe(409);
  });

  it('round in a circle are added when both ends exist', () => {
    const { data } = user('a', 'b');
    const { now, later } = splitUnresolved(isJsonObject(data) ? data : {}, ids);
    expect(now).toEqual({ userName: 'a', [ENT]: { department: 'D' } });
    const resolved = resolveReferences(later, new Map([['b', 'id-b']]));
    const operations = isJsonObject(resolved) && Array.isArray(resolved['Operations']) ? resolved['Operations'] : [];
    expect(patchUser({ userName: 'a', active: true }, ...operations.filter(isJsonObject)).resource).toEqual({
      userName: 'a',
      active: true,
      [ENT]: { manager: { value: 'id-b' } },
    });
  });
});

describe('the answer', () => {
  it('has one result for each operation', () => {
    const { operations } = parseBulkRequest(request(user('a'), { method: 'DELETE', path: '/Users/1' }));
    const [post, remove] = operations;
    if (post === undefined || remove === undefined) throw new Error('two operations were sent');
    const results = [
      bulkSuccess(post, { status: 201, location: 'https://h/Users/2', version: 'W/"1"' }),
      bulkFailure(remove, new ScimError(404, 'gone'), 'https://h/Users/1'),
    ];
    expect(bulkResponse(results)).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
      Operations: [
        { method: 'POST', bulkId: 'a', location: 'https://h/Users/2', version: 'W/"1"', status: '201' },
        {
          method: 'DELETE',
          location: 'https://h/Users/1',
          status: '404',
          response: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404', detail: 'gone' },
        },
      ],
    });
  });
});
