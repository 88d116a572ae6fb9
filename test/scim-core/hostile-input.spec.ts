import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseFilter } from '../../src/scim-core/filter/parse-filter.js';
import type { JsonValue } from '../../src/scim-core/json/json-value.js';
import { parseBulkRequest } from '../../src/scim-core/messages/bulk-request.js';
import { parseListQuery } from '../../src/scim-core/messages/list-query.js';
import { planBulk } from '../../src/scim-core/messages/plan-bulk.js';
import { ScimError } from '../../src/scim-core/messages/scim-error.js';
import { parseSearchRequest } from '../../src/scim-core/messages/search-request.js';
import { applyPatch } from '../../src/scim-core/patch/apply-patch.js';
import { readPatchRequest } from '../../src/scim-core/patch/patch-request.js';
import { planGroupPatch } from '../../src/scim-core/patch/plan-group-patch.js';
import { readGroup } from '../../src/scim-core/resource/read-group.js';
import { readUser } from '../../src/scim-core/resource/read-user.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { GROUP, USER } from '../../src/scim-core/schema/resource-type.js';

describe('no input', () => {
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => value as JsonValue);
  const words = `userName emails members value eq pr and or not ( ) [ ] . " \\ "work" true null 1 : urn: $ref % + count=`;
  const word = fc.constantFrom(...words.split(' '), ' ', '\0', '\ud800', '&filter=', 'cursor=', ENT);
  const noise = fc.oneof(
    fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
    fc.string({ unit: 'binary' }),
  );
  const operation = fc.record(
    { op: fc.constantFrom('add', 'replace', 'remove'), path: noise, value: json },
    { requiredKeys: ['op'] },
  );
  const envelope = fc.oneof(
    json,
    fc.array(fc.oneof(json, operation)).map((Operations) => ({ Operations })),
  );
  const group = fc.oneof(
    json,
    json.map((members) => ({ displayName: 'G', members })),
  );

  it.each<[string, fc.Arbitrary<JsonValue>, (input: JsonValue) => unknown]>([
    ['a filter', noise, (text) => parseFilter(textOf(text), USER)],
    ['a search over several types', noise, (text) => parseFilter(textOf(text), GROUP, 'absent')],
    ['a query', noise, (text) => parseListQuery(textOf(text), USER)],
    [
      'a search',
      fc.oneof(
        json,
        noise.map((filter) => ({ filter })),
      ),
      (body) => parseSearchRequest(body, USER),
    ],
    ['a user', json, readUser],
    ['a group', group, readGroup],
    ['a PATCH of a user', envelope, (body) => applyPatch({ userName: 'u' }, readPatchRequest(body), USER)],
    ['a PATCH of a group', envelope, (body) => planGroupPatch(readPatchRequest(body))],
    ['a bulk request', envelope, (body) => planBulk(parseBulkRequest(body).operations)],
  ])('as %s causes anything but a ScimError', (_what, inputs, read) => {
    fc.assert(
      fc.property(inputs, (input) => {
        try {
          read(input);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : '';
}
