import type { UnknownAttribute } from '../filter/filter-parser.js';
import type { JsonValue } from '../json/json-value.js';
import { requireObject } from '../resource/read-resource.js';
import type { ResourceType } from '../schema/resource-type.js';
import { readListQuery, splitNames, type ListQuery } from './list-query.js';
import { badRequest, type ScimError } from './scim-error.js';

export const SEARCH_URN = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

type Members = ReadonlyMap<string, JsonValue>;

/**
 * Reads the body of `POST …/.search` (RFC 7644 section 3.4.3). Attribute lists may be arrays or comma-separated text;
 * `"cursor": ""` asks for the first page by cursor.
 *
 * @param body the parsed body
 * @param type the resource type searched
 * @param unknown `absent` when several types are searched at once
 * @throws ScimError 400 `invalidSyntax` for another kind of message, `invalidValue` for a wrong type, and as for GET
 */
export function parseSearchRequest(body: JsonValue, type: ResourceType, unknown?: UnknownAttribute): ListQuery {
  const members = requireObject(body);
  checkSchemas(members.get('schemas') ?? null);
  return readListQuery(
    {
      filter: textOf(members, 'filter'),
      sortBy: textOf(members, 'sortBy'),
      sortOrder: textOf(members, 'sortOrder'),
      startIndex: numberOf(members, 'startIndex'),
      count: numberOf(members, 'count'),
      cursor: textOf(members, 'cursor'),
      attributes: namesOf(members, 'attributes'),
      excludedAttributes: namesOf(members, 'excludedAttributes'),
    },
    type,
    unknown,
  );
}

function checkSchemas(raw: JsonValue): void {
  if (raw === null) return;
  const urns = Array.isArray(raw) ? raw : [raw];
  if (!urns.some((urn) => typeof urn === 'string' && urn.toLowerCase() === SEARCH_URN.toLowerCase())) {
    throw badRequest('invalidSyntax', `The 'schemas' of a search must be ["${SEARCH_URN}"].`);
  }
}

function textOf(members: Members, name: string): string | undefined {
  const value = members.get(name.toLowerCase()) ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw wrongType(name, 'text');
}

function numberOf(members: Members, name: string): string | number | undefined {
  const value = members.get(name.toLowerCase()) ?? undefined;
  if (value === undefined || typeof value === 'number' || typeof value === 'string') return value;
  throw wrongType(name, 'a whole number');
}

function namesOf(members: Members, name: string): string[] | undefined {
  const value = members.get(name.toLowerCase()) ?? undefined;
  if (value === undefined || typeof value === 'string') return splitNames(value);
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw wrongType(name, 'a list of attribute names');
  }
  return splitNames(value.join(','));
}

function wrongType(name: string, wanted: string): ScimError {
  return badRequest('invalidValue', `'${name}' must be ${wanted}.`);
}
