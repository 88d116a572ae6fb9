import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BulkResult } from '../../src/scim-core/messages/bulk-response.js';
import { type ScimApp, startScimApp } from './scim-app.js';

const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
let acme: ScimApp;

beforeAll(async () => {
  acme = await startScimApp();
});
afterAll(() => acme.stop());

async function bulk(Operations: object[], failOnErrors?: number): Promise<BulkResult[]> {
  const answer = await acme.scim('POST', '/Bulk', { schemas, failOnErrors, Operations });
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([200, expect.any(String)]);
  return answer.body.Operations;
}

const post = (path: string, bulkId: string, data: object) => ({ method: 'POST', path, bulkId, data });
const managed = (by: string) => ({ [enterprise]: { manager: { value: `bulkId:${by}` }, department: 'D' } });
const statuses = (results: readonly BulkResult[]): string[] => results.map(({ status }) => status);
const get = async (location = '') => (await acme.scim('GET', location.slice(acme.base.length))).body;

describe('bulk', () => {
  it('does the example of the RFC: a user and a group that refers to it', async () => {
    const results = await bulk([
      post('/Users', 'u1', { userName: 'alice' }),
      post('/Groups', 'g1', { displayName: 'Tour Guides', members: [{ type: 'User', value: 'bulkId:u1' }] }),
    ]);
    expect(results).toMatchObject([
      { method: 'POST', bulkId: 'u1', status: '201', version: 'W/"1"', location: expect.stringContaining('/Users/') },
      { method: 'POST', bulkId: 'g1', status: '201', location: expect.stringContaining('/Groups/') },
    ]);
    const group = await get(results[1]?.location);
    expect(`${acme.base}/Users/${group.members[0].value}`).toBe(results[0]?.location);
  });

  it('takes references in any order', async () => {
    const results = await bulk([
      post('/Groups', 'g', { displayName: 'Early', members: [{ value: 'bulkId:u' }] }),
      { method: 'PATCH', path: '/Users/bulkId:u', data: { Operations: [{ op: 'add', path: 'title', value: 'T' }] } },
      post('/Users', 'u', { userName: 'late' }),
      { method: 'DELETE', path: '/Groups/bulkId:g' },
    ]);
    expect(statuses(results)).toEqual(['201', '200', '201', '204']);
    expect(await get(results[2]?.location)).toMatchObject({ userName: 'late', title: 'T' });
  });

  it('takes references that go round in a circle', async () => {
    const results = await bulk([
      post('/Users', 'a', { userName: 'circle-a', ...managed('b') }),
      post('/Users', 'b', { userName: 'circle-b', ...managed('a') }),
    ]);
    expect(statuses(results)).toEqual(['201', '201']);
    const [a, b] = [await get(results[0]?.location), await get(results[1]?.location)];
    expect([a[enterprise].manager.value, b[enterprise].manager.value]).toEqual([b.id, a.id]);
    expect(a[enterprise].department).toBe('D');
    expect(results[0]?.version).toBe(a.meta.version);
  });

  it('fails what is gone before its circle is closed, and nothing else', async () => {
    const results = await bulk([
      { method: 'DELETE', path: '/Users/bulkId:gone' },
      post('/Users', 'gone', { userName: 'circle-gone', ...managed('stays') }),
      post('/Users', 'stays', { userName: 'circle-stays', ...managed('gone') }),
    ]);
    expect(statuses(results)).toEqual(['204', '404', '201']);
    expect(await get(results[2]?.location)).toMatchObject({ userName: 'circle-stays' });
  });

  it('goes on after failures, with the error of each', async () => {
    const { body: user } = await acme.scim('POST', '/Users', { userName: 'versioned' });
    const title = { Operations: [{ op: 'add', path: 'title', value: 'T' }] };
    const results = await bulk([
      post('/Users', 'x', { userName: 'ALICE' }),
      post('/Groups', 'y', { displayName: 'Dangling', members: [{ value: 'bulkId:x' }] }),
      post('/Groups', 'z', { displayName: 'Unknown', members: [{ value: 'bulkId:nobody' }] }),
      { method: 'PATCH', path: `/Users/${user.id}`, version: 'W/"7"', data: title },
      { method: 'PATCH', path: `/Users/${user.id}`, version: 'W/"1"', data: title },
      { method: 'GET', path: '/Users' },
      { method: 'DELETE', path: '/Users/nobody' },
      post('/Users', 'w', { userName: 'the-last' }),
    ]);
    expect(statuses(results)).toEqual(['409', '409', '400', '412', '200', '400', '404', '201']);
    expect(results[0]).toMatchObject({ response: { status: '409', scimType: 'uniqueness' } });
    expect(results[0]?.location).toBeUndefined();
    const { rows } = await acme.app.pool.query(
      `select status from provisioning_event where outcome = 'refused' order by id`,
    );
    expect(rows.map(({ status }) => status)).toEqual(expect.arrayContaining([409, 400, 412, 404]));
  });

  it('stops where failOnErrors says', async () => {
    const results = await bulk([post('/Users', 'a', {}), post('/Users', 'b', { userName: 'never-made' })], 1);
    expect(statuses(results)).toEqual(['400']);
    expect((await acme.scim('GET', '/Users?filter=userName+eq+%22never-made%22')).body.totalResults).toBe(0);
  });

  it('has limits', async () => {
    const many = Array.from({ length: 1001 }, (_, at) => post('/Users', `${at}`, {}));
    expect((await acme.scim('POST', '/Bulk', { schemas, Operations: many })).status).toBe(413);
    const large = [post('/Users', 'l', { userName: 'l', title: 'x'.repeat(1_100_000) })];
    expect((await acme.scim('POST', '/Bulk', { schemas, Operations: large })).status).toBe(413);
    expect((await acme.scim('POST', '/Bulk', { schemas, Operations: [] })).status).toBe(400);
    expect((await acme.scim('POST', '/Bulk', '')).body.scimType).toBe('invalidSyntax');
    expect((await acme.scim('GET', '/Bulk')).status).toBe(405);
  });
});
