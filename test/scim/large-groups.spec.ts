import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jobOrigin } from '../../src/audit/origin.js';
import { changeCohort } from '../../src/directory/change-cohort.js';
import { ExplainingScope } from './explaining-scope.js';
import { type ScimApp, startScimApp } from './scim-app.js';

let acme: ScimApp;
let ids: string[];

beforeAll(async () => {
  acme = await startScimApp({ byHand: ['history'] });
  const { rows } = await acme.app.pool.query<{ id: string }>(
    `insert into member (organization_id, user_name, user_name_key, name, name_key, resource, compare)
     select $1, 'u' || n, 'u' || n, 'u' || n, 'u' || n, jsonb_build_object('userName', 'u' || n, 'active', true),
       jsonb_build_object('userName', 'u' || n, 'active', true)
     from generate_series(1, 20000) as n returning id`,
    [acme.organizationId],
  );
  ids = rows.map(({ id }) => id);
});
afterAll(() => acme.stop());

const members = (values: readonly (string | undefined)[]) => values.map((value) => ({ value }));
const patch = (id: string, ...operations: object[]) => acme.scim('PATCH', `/Groups/${id}`, { Operations: operations });

async function groupOf(displayName: string, values: readonly string[]): Promise<string> {
  const { body } = await acme.scim('POST', '/Groups?attributes=id', { displayName, members: members(values) });
  return body.id;
}

async function count(groupId: string): Promise<number> {
  const { rows } = await acme.app.pool.query('select count(*)::int as count from cohort_member where cohort_id = $1', [
    groupId,
  ]);
  return rows[0].count;
}

describe('large groups', () => {
  it('take and lose 5,000 members in one request', async () => {
    const id = await groupOf('Large', []);
    const started = performance.now();
    expect((await patch(id, { op: 'Add', path: 'members', value: members(ids.slice(0, 5_000)) })).status).toBe(204);
    expect(await count(id)).toBe(5_000);
    const removed = await patch(id, { op: 'Remove', path: 'members', value: members(ids.slice(0, 4_990)) });
    expect([removed.status, await count(id)]).toEqual([204, 10]);
    expect((await patch(id, { op: 'replace', path: 'members', value: members(ids.slice(5_000, 9_000)) })).status).toBe(
      204,
    );
    expect(await count(id)).toBe(4_000);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('change by one member without reading the others', async () => {
    const large = await groupOf('Huge', ids.slice(0, 19_990));
    const small = await groupOf('Small', ids.slice(0, 10));
    expect(await pagesRead(large)).toBeLessThan((await pagesRead(small)) * 2);
    expect([await count(large), await count(small)]).toEqual([19_991, 11]);
  });

  it('are listed with their members in shorter pages, by index and by cursor', async () => {
    for (let at = 0; at < 3; at += 1) await groupOf(`Heavy ${at}`, ids.slice(0, 19_000 + at));
    const heavy = 'filter=displayName+sw+%22heavy%22&attributes=members.value';
    const { body: all } = await acme.scim('GET', `/Groups?${heavy}`);
    expect([all.totalResults, all.itemsPerPage]).toEqual([3, 3]);
    await groupOf('Heavy 3', ids.slice(0, 10));
    const { body: first } = await acme.scim('GET', `/Groups?${heavy}&cursor`);
    expect([first.totalResults, first.itemsPerPage]).toEqual([4, 3]);
    const { body: last } = await acme.scim('GET', `/Groups?${heavy}&cursor=${first.nextCursor}`);
    expect([last.itemsPerPage, last.nextCursor, last.Resources[0].members.length]).toEqual([1, undefined, 10]);
    expect((await acme.scim('GET', `?${heavy}&startIndex=4`)).body.itemsPerPage).toBe(1);
  });

  it('are listed without loading anybody', async () => {
    const { body } = await acme.scim('GET', '/Groups?excludedAttributes=members&filter=displayName+eq+%22huge%22');
    expect(body.Resources[0].members).toBeUndefined();
  });
});

/** How many pages of the database the addition of one member touches. */
async function pagesRead(group: string): Promise<number> {
  const explaining = new ExplainingScope(acme);
  const change = { exact: false, add: [ids[19_995] ?? ''], remove: [], named: [ids[19_995] ?? ''] };
  await changeCohort(explaining, jobOrigin('test'), {
    id: group,
    versions: null,
    columns: null,
    membership: change,
    operation: 'patch',
    changes: [],
  });
  return explaining.pages;
}
