import fc, { type Arbitrary } from 'fast-check';
import { strangers } from './api-requests.js';
import type { CallerName, HostileRequest } from './hostile-request.js';
import { anyOf, foreignSlug, type KnownThings, ownSlug } from './known-things.js';
import { bodyText, nastyJson, nastyText } from './nasty-values.js';
import { attributePath, filterText, patchPath, resourceBody, resourceTypes } from './scim-values.js';
import { bodyOrBomb, encoded, nastySegment, trickedAddress, trickyHeaders } from './tricks.js';

const messages = 'urn:ietf:params:scim:api:messages:2.0';

/** Requests to every SCIM route, made from the schemas and the grammars. */
export function scimRequests(things: KnownThings): Arbitrary<HostileRequest> {
  const type = fc.constantFrom(...resourceTypes);
  const id = type.chain(({ endpoint }) => idsOf(endpoint === '/Users' ? 'members' : 'cohorts', endpoint, things));
  const resource = type.chain((one) => resourceBody(one, things));
  const patch = patchBody(resource);
  return fc.oneof(
    { weight: 4, arbitrary: request('GET', withQuery(fc.constantFrom('/Users', '/Groups', '', '/')), null) },
    { weight: 2, arbitrary: request('GET', withQuery(id), null) },
    {
      weight: 3,
      arbitrary: request(
        'POST',
        type.map(({ endpoint }) => endpoint),
        resource,
      ),
    },
    { weight: 2, arbitrary: request('PUT', withQuery(id), resource) },
    { weight: 5, arbitrary: request('PATCH', withQuery(id), patch) },
    { weight: 1, arbitrary: request('DELETE', id, null) },
    {
      weight: 2,
      arbitrary: request('POST', fc.constantFrom('/.search', '/Users/.search', '/Groups/.search'), searchBody),
    },
    { weight: 3, arbitrary: request('POST', fc.constant('/Bulk'), bulkBody(resource, patch, id)) },
    { weight: 1, arbitrary: request('GET', withQuery(discovery), null) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('GET', 'POST', 'PUT', 'DELETE')
        .chain((method) => request(method, discovery, nastyJson)),
    },
  );
}

const discovery = fc.oneof(
  fc.constantFrom('/Schemas', '/ResourceTypes', '/ResourceTypes/User', '/ServiceProviderConfig', '/Me', '/Nothing'),
  nastySegment.map((segment) => `/Schemas/${segment}`),
);

function idsOf(kind: string, endpoint: string, { own, foreign }: KnownThings): Arbitrary<string> {
  const segment = fc.oneof(
    { weight: 8, arbitrary: anyOf(own, kind) },
    { weight: 2, arbitrary: anyOf(foreign, kind) },
    { weight: 1, arbitrary: nastySegment },
  );
  return segment.map((one) => `${endpoint}/${one}`);
}

function request(method: string, path: Arbitrary<string>, body: Arbitrary<unknown> | null): Arbitrary<HostileRequest> {
  const slug = fc.oneof(
    { weight: 30, arbitrary: fc.constant(ownSlug) },
    { weight: 2, arbitrary: fc.constant(foreignSlug) },
    { weight: 1, arbitrary: nastySegment },
  );
  const type = fc.constantFrom(
    'application/scim+json',
    'application/scim+json; charset=utf-8',
    'application/json',
    'text/plain',
  );
  const content = body === null ? fc.constant(null) : bodyOrBomb(bodyText(body));
  return fc.record({
    method: fc.constant(method),
    target: trickedAddress(fc.tuple(slug, path).map(([one, rest]) => `/scim/v2/${one}${rest}`)),
    caller: fc.oneof(
      { weight: 14, arbitrary: fc.constant<CallerName>('scim') },
      { weight: 1, arbitrary: fc.constantFrom<CallerName>('platform', 'admin', ...strangers) },
    ),
    headers: fc.tuple(trickyHeaders, type).map(([headers, value]) => [...headers, ['content-type', value] as const]),
    body: content,
  });
}

/** All that a list or a single resource can be asked for. */
function withQuery(path: Arbitrary<string>): Arbitrary<string> {
  const number = fc.oneof(
    fc.constantFrom('0', '1', '-1', '200', '1e9', '999999999999999999999', '1.5', '', '%00'),
    fc.integer({ min: -5, max: 300 }).map(String),
  );
  const projection = fc.array(attributePath, { maxLength: 3 }).map((paths) => encoded(paths.join(',')));
  const query = fc.record(
    {
      filter: filterText.map(encoded),
      sortBy: attributePath.map(encoded),
      sortOrder: fc.constantFrom('ascending', 'descending', 'DESCENDING', 'up'),
      startIndex: number,
      count: number,
      cursor: fc.oneof(fc.constant(''), nastyText.map(encoded)),
      attributes: projection,
      excludedAttributes: projection,
      __proto__: fc.constant('x'),
      other: nastyText.map(encoded),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(path, fc.option(query, { nil: {} })).map(([one, fields]) => {
    const pairs = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
    // Each of them alone too: most errors hide behind the first.
    return pairs.length === 0 ? one : `${one}?${(one.length % 2 === 0 ? pairs.slice(0, 1) : pairs).join('&')}`;
  });
}

function patchBody(resource: Arbitrary<unknown>): Arbitrary<unknown> {
  const operation = fc.record(
    {
      op: fc.constantFrom('add', 'replace', 'remove', 'Add', 'Replace', 'Remove', 'REPLACE', 'move', '__proto__'),
      path: fc.oneof({ weight: 5, arbitrary: patchPath }, { weight: 1, arbitrary: nastyJson }),
      value: fc.oneof(resource, nastyJson, fc.array(fc.record({ value: nastyJson }), { maxLength: 3 }), nastyText),
    },
    { requiredKeys: ['op'] },
  );
  return fc.oneof(
    {
      weight: 12,
      arbitrary: fc.array(operation, { maxLength: 4 }).map((operations) => ({
        schemas: [`${messages}:PatchOp`],
        Operations: operations,
      })),
    },
    { weight: 1, arbitrary: fc.record({ Operations: nastyJson, schemas: nastyJson }) },
    {
      weight: 1,
      arbitrary: operation.map((one) => ({ Operations: Array.from({ length: 30 }, () => one) })),
    },
  );
}

const searchBody = fc.record(
  {
    schemas: fc.constant([`${messages}:SearchRequest`]),
    filter: fc.oneof(filterText, nastyJson),
    sortBy: fc.oneof(attributePath, nastyJson),
    sortOrder: fc.oneof(fc.constantFrom('ascending', 'descending'), nastyJson),
    startIndex: fc.oneof(fc.integer(), nastyJson),
    count: fc.oneof(fc.integer({ min: 0, max: 50 }), nastyJson),
    cursor: nastyJson,
    attributes: fc.oneof(fc.array(attributePath, { maxLength: 3 }), nastyJson),
    excludedAttributes: fc.oneof(fc.array(attributePath, { maxLength: 3 }), nastyJson),
  },
  { requiredKeys: [] },
);

function bulkBody(resource: Arbitrary<unknown>, patch: Arbitrary<unknown>, id: Arbitrary<string>): Arbitrary<unknown> {
  const bulkId = fc.constantFrom('a', 'b', 'c', '__proto__', 'bulkId:a', '');
  const operation = fc.record(
    {
      method: fc.constantFrom('POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'GET', 'post', 'constructor'),
      bulkId,
      path: fc.oneof(
        {
          weight: 3,
          arbitrary: fc.constantFrom('/Users', '/Groups', '/Users/bulkId:a', '/Groups/bulkId:b', '/Bulk', '/Me'),
        },
        { weight: 3, arbitrary: id },
        { weight: 1, arbitrary: nastyText },
      ),
      version: fc.constantFrom('W/"1"', '*', ''),
      data: fc.oneof(
        resource,
        patch,
        fc.record({ displayName: nastyText, members: fc.array(bulkId.map((one) => ({ value: `bulkId:${one}` }))) }),
        nastyJson,
      ),
    },
    { requiredKeys: ['method', 'path'] },
  );
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(fc.array(operation, { maxLength: 5 }), fc.constantFrom<unknown>(undefined, 0, 1, -1, '1', 2 ** 53))
        .map(([Operations, failOnErrors]) => ({ schemas: [`${messages}:BulkRequest`], failOnErrors, Operations })),
    },
    {
      weight: 1,
      arbitrary: operation.map((one) => ({ Operations: Array.from({ length: 1_001 }, () => ({ ...one, data: {} })) })),
    },
    { weight: 1, arbitrary: fc.record({ Operations: nastyJson }) },
  );
}
