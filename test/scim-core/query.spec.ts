import { describe, expect, it } from '@jest/globals';
import { printFilter } from '../../src/scim-core/filter/print-filter.js';
import type { JsonObject, JsonValue } from '../../src/scim-core/json/json-value.js';
import { parseListQuery } from '../../src/scim-core/messages/list-query.js';
import { LIST_URN, listResponse } from '../../src/scim-core/messages/list-response.js';
import type { Paging } from '../../src/scim-core/messages/paging.js';
import { parseQueryString } from '../../src/scim-core/messages/query-string.js';
import { parseSearchRequest, SEARCH_URN } from '../../src/scim-core/messages/search-request.js';
import { compareForSort } from '../../src/scim-core/messages/sort-value.js';
import { GROUP, USER } from '../../src/scim-core/schema/resource-type.js';
import { refusalOf } from './refusal-of.js';

describe('a query string', () => {
  it.each<[string, string, string | undefined]>([
    ['filter=userName+eq+%22a%2Bb@x.com%22', 'filter', 'userName eq "a+b@x.com"'],
    ['FILTER=a', 'filter', 'a'],
    ['filter=100%2525', 'filter', '100%25'],
    ['filter=%C3%A9%20%F0%9F%98%80', 'filter', 'é 😀'],
    ['filter=a=b==', 'filter', 'a=b=='],
    ['filter=first&Filter=second', 'filter', 'first'],
    ['a%5Dptscim062020&count=5', 'count', '5'],
    ['aadOptscim062020&startIndex=2', 'startindex', '2'],
    ['cursor', 'cursor', ''],
    ['cursor=&count=1', 'cursor', ''],
    ['other=%zz&%zz=1&count=1', 'count', '1'],
    ['/scim/v2/acme/Users?count=3', 'count', '3'],
    ['?count=3', 'count', '3'],
    ['', 'filter', undefined],
    ['constructor=1&__proto__=2', 'constructor', undefined],
  ])('%s has %s: %j', (raw, name, value) => {
    expect(parseQueryString(raw).get(name)).toBe(value);
  });

  it.each([
    ['filter=%zz', 'invalidFilter'],
    ['filter=100%', 'invalidFilter'],
    ['filter=%FF', 'invalidFilter'],
    ['filter=%00', 'invalidFilter'],
    ['filter=', 'invalidFilter'],
    ['filter=noSuch+pr', 'invalidFilter'],
    ['attributes=%zz', 'invalidValue'],
    ['sortBy=noSuch', 'invalidValue'],
    ['sortBy=name', 'invalidValue'],
    ['sortBy=password', 'invalidValue'],
    ['sortBy=userName&sortOrder=up', 'invalidValue'],
    ['startIndex=x', 'invalidValue'],
    ['startIndex=', 'invalidValue'],
    ['count=1.5', 'invalidValue'],
    ['count=0x10', 'invalidValue'],
    ['cursor=a+b', 'invalidCursor'],
    ['cursor=a%2Fb', 'invalidCursor'],
    [`cursor=${'a'.repeat(5000)}`, 'invalidCursor'],
    ['cursor=&count=x', 'invalidCount'],
    ['cursor=&count=201', 'invalidCount'],
  ])('%.40s is refused', (raw, scimType) => {
    expect(refusalOf(() => parseListQuery(raw, USER))).toMatchObject({ status: 400, scimType });
  });

  it.each<[string, Paging]>([
    ['', { kind: 'index', startIndex: 1, count: 100 }],
    ['startIndex=6&count=5', { kind: 'index', startIndex: 6, count: 5 }],
    ['startIndex=0', { kind: 'index', startIndex: 1, count: 100 }],
    ['startIndex=-5&count=-1', { kind: 'index', startIndex: 1, count: 0 }],
    ['count=0', { kind: 'index', startIndex: 1, count: 0 }],
    ['count=100000', { kind: 'index', startIndex: 1, count: 200 }],
    ['startIndex=99999999999999999999', { kind: 'index', startIndex: Number.MAX_SAFE_INTEGER, count: 100 }],
    ['cursor', { kind: 'cursor', cursor: null, count: 100 }],
    ['cursor=&count=10', { kind: 'cursor', cursor: null, count: 10 }],
    ['cursor=aZ0-._~&count=-1', { kind: 'cursor', cursor: 'aZ0-._~', count: 0 }],
  ])('"%s" asks for %j', (raw, paging) => {
    expect(parseListQuery(raw, USER).paging).toEqual(paging);
  });

  it("is understood as Entra's group match sends it", () => {
    const raw =
      'excludedAttributes=members&filter=displayName+eq+%22Test%27Group+(1)+%26+%5C%22co%5C%22%22&aadOptscim062020';
    const { filter, projection, sort } = parseListQuery(raw, GROUP);
    expect(filter && printFilter(filter)).toBe('displayName eq "Test\'Group (1) & \\"co\\""');
    expect(projection).toEqual({ mode: 'except', names: new Set(['members']) });
    expect(sort).toBeNull();
  });
});

describe('a search', () => {
  it('says the same as a query', () => {
    const query =
      'attributes=userName,emails.value&filter=active+eq+true&sortBy=USERNAME&sortOrder=Descending&startIndex=2&count=3';
    const body: JsonObject = {
      schemas: [SEARCH_URN],
      attributes: ['userName', 'emails.value'],
      filter: 'active eq true',
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 2,
      count: 3,
    };
    expect(parseSearchRequest(body, USER)).toEqual(parseListQuery(query, USER));
    expect(parseSearchRequest({ ...body, attributes: 'userName, emails.value', count: '3' }, USER)).toEqual(
      parseListQuery(query, USER),
    );
  });

  it('may ask for the first page by cursor, or for nothing special', () => {
    expect(parseSearchRequest({ cursor: '' }, USER).paging).toEqual({ kind: 'cursor', cursor: null, count: 100 });
    expect(parseSearchRequest({ filter: null, count: null, cursor: null }, USER)).toEqual(parseListQuery('', USER));
  });

  it.each<[JsonValue, string]>([
    [[], 'invalidSyntax'],
    [{ schemas: ['urn:other'] }, 'invalidSyntax'],
    [{ filter: 1 }, 'invalidValue'],
    [{ filter: '' }, 'invalidFilter'],
    [{ count: true }, 'invalidValue'],
    [{ count: 1.5 }, 'invalidValue'],
    [{ attributes: [1] }, 'invalidValue'],
    [{ cursor: 1 }, 'invalidValue'],
  ])('%j is refused', (body, scimType) => {
    expect(refusalOf(() => parseSearchRequest(body, USER))).toMatchObject({ status: 400, scimType });
  });
});

describe('an order', () => {
  const users: (JsonObject & { id: string })[] = [
    { id: '1', userName: 'b', emails: [{ value: 'Z@x' }, { value: 'a@x', primary: true }] },
    { id: '2', userName: 'A', title: '\u{1f600}', active: true, meta: { created: '2026-01-01T12:00:00+02:00' } },
    { id: '3', userName: 'C', title: '\uffee', emails: [{ value: 'B@x' }], meta: { created: '2026-01-01T11:00:00Z' } },
    { id: '4', userName: 'a', title: 'T', active: false },
  ];

  it.each([
    ['sortBy=userName', '2413'],
    ['sortBy=userName&sortOrder=descending', '3124'],
    ['sortBy=emails', '1324'],
    ['sortBy=emails.value&sortOrder=descending', '2431'],
    ['sortBy=title', '4321'],
    ['sortBy=title&sortOrder=descending', '1234'],
    ['sortBy=meta.created', '2314'],
    ['sortBy=active', '4213'],
    ['sortBy=id&sortOrder=descending', '4321'],
  ])('%s gives %s', (raw, ids) => {
    const { sort } = parseListQuery(raw, USER);
    if (sort === null) throw new Error('no order');
    expect(
      users
        .toSorted((one, other) => compareForSort(sort, one, other))
        .map(({ id }) => id)
        .join(''),
    ).toBe(ids);
  });
});

describe('a list', () => {
  it('that is empty is still a list', () => {
    expect(JSON.parse(listResponse([], 0, { startIndex: 1 }))).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 0,
      itemsPerPage: 0,
      startIndex: 1,
      Resources: [],
    });
  });

  it('by cursor names its neighbours only where there are any', () => {
    const page: unknown = JSON.parse(listResponse(['{"id":"1"}'], undefined, { nextCursor: 'n' }));
    expect(page).toEqual({ schemas: [LIST_URN], itemsPerPage: 1, nextCursor: 'n', Resources: [{ id: '1' }] });
    expect(JSON.parse(listResponse([], 7, { previousCursor: 'p' }))).not.toHaveProperty('nextCursor');
  });
});
