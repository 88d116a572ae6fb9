import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseFilter } from '../../src/scim-core/filter/parse-filter.js';
import { matchesFilter } from '../../src/scim-core/filter/match-filter.js';
import type { JsonObject } from '../../src/scim-core/json/json-value.js';
import { compareForSort } from '../../src/scim-core/messages/sort-value.js';
import { readSort } from '../../src/scim-core/messages/sort.js';
import { GROUP, type ResourceType, USER } from '../../src/scim-core/schema/resource-type.js';
import { filterOver, groupBodies, userBodies } from './arbitraries.js';
import { type ScimApp, startScimApp } from './scim-app.js';

let acme: ScimApp;
let users: JsonObject[];
let groups: JsonObject[];

beforeAll(async () => {
  acme = await startScimApp();
  const ids: string[] = [];
  for (const body of fc.sample(userBodies, { numRuns: 60, seed: 11 })) {
    const manager = ids.length % 4 === 0 ? ids[0] : undefined;
    const { body: user } = await acme.scim('POST', '/Users', withManager(body, manager));
    if (user?.id !== undefined) ids.push(user.id);
  }
  for (const [at, body] of fc.sample(groupBodies, { numRuns: 15, seed: 12 }).entries()) {
    const members = ids.slice(at, at + (at % 5)).map((value) => ({ value }));
    await acme.scim('POST', '/Groups', { ...body, members });
  }
  users = (await acme.scim('GET', '/Users?count=200')).body.Resources;
  groups = (await acme.scim('GET', '/Groups?count=200')).body.Resources;
});

afterAll(() => acme.stop());

function withManager(body: object, manager: string | undefined): object {
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  return manager === undefined ? body : { ...body, [enterprise]: { manager, department: 'R&D' } };
}

async function found(path: string): Promise<string[]> {
  const { status, body } = await acme.scim('GET', path);
  expect(status).toBe(200);
  expect(body.totalResults).toBe(body.Resources.length);
  return body.Resources.map(({ id }: { id: string }) => id);
}

function agree(type: ResourceType, resources: () => JsonObject[]): Promise<void> {
  return fc.assert(
    fc.asyncProperty(filterOver(type, resources), async (filter) => {
      const parsed = parseFilter(filter, type);
      const expected = resources().filter((resource) => matchesFilter(parsed, resource));
      const path = `${type.endpoint}?attributes=id&count=200&filter=${encodeURIComponent(filter)}`;
      expect(await found(path)).toEqual(expected.map(({ id }) => id));
    }),
    { numRuns: 120 },
  );
}

describe('a filter in SQL means what it means in memory', () => {
  it('over users', () => agree(USER, () => users));
  it('over groups', () => agree(GROUP, () => groups));
});

describe('sorting in SQL is sorting in memory', () => {
  const attributes = ['userName', 'displayName', 'emails', 'emails.type', 'name.familyName', 'active', 'title'];
  const more = [
    'meta.created',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager',
    'externalId',
    'id',
  ];
  it.each([...attributes, ...more].flatMap((name) => ['ascending', 'descending'].map((order) => [name, order])))(
    'by %s %s',
    async (name, order) => {
      const sort = readSort(name, order, USER);
      if (sort === null) throw new Error('nothing to sort by');
      const expected = users.toSorted((one, other) => compareForSort(sort, one, other)).map(({ id }) => id);
      expect(await found(`/Users?attributes=id&count=200&sortBy=${name}&sortOrder=${order}`)).toEqual(expected);
    },
  );
});
