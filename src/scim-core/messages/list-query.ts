import type { Filter } from '../filter/filter.js';
import type { UnknownAttribute } from '../filter/filter-parser.js';
import { parseFilter } from '../filter/parse-filter.js';
import { readProjection, type Projection } from '../resource/projection.js';
import type { ResourceType } from '../schema/resource-type.js';
import { readPaging, type Paging, type PagingParameters } from './paging.js';
import { parseQueryString } from './query-string.js';
import { readSort, type Sort } from './sort.js';

/** What a list is asked for, by GET or by `.search`. */
export interface ListQuery {
  readonly filter: Filter | null;
  readonly sort: Sort | null;
  readonly paging: Paging;
  readonly projection: Projection;
}

/** The parameters of a list before they are understood, whichever way they came. */
export interface ListParameters extends PagingParameters {
  readonly filter?: string | undefined;
  readonly sortBy?: string | undefined;
  readonly sortOrder?: string | undefined;
  readonly attributes?: readonly string[] | undefined;
  readonly excludedAttributes?: readonly string[] | undefined;
}

/**
 * Reads the query string of a list.
 *
 * @param raw the query string, undecoded
 * @param type the resource type listed
 * @param unknown `absent` when several types are searched at once
 * @throws ScimError 400, see `parseFilter`, `readSort` and `readPaging`
 */
export function parseListQuery(raw: string, type: ResourceType, unknown?: UnknownAttribute): ListQuery {
  const parameters = parseQueryString(raw);
  return readListQuery(
    {
      filter: parameters.get('filter'),
      sortBy: parameters.get('sortby'),
      sortOrder: parameters.get('sortorder'),
      startIndex: parameters.get('startindex'),
      count: parameters.get('count'),
      cursor: parameters.get('cursor'),
      attributes: splitNames(parameters.get('attributes')),
      excludedAttributes: splitNames(parameters.get('excludedattributes')),
    },
    type,
    unknown,
  );
}

/**
 * Reads `attributes` and `excludedAttributes` off the query string of any other request: they shape the answers of GET
 * by id, POST, PUT and PATCH too.
 */
export function parseProjection(raw: string, type: ResourceType): Projection {
  const parameters = parseQueryString(raw);
  return readProjection(
    splitNames(parameters.get('attributes')),
    splitNames(parameters.get('excludedattributes')),
    type,
  );
}

/** Understands the parameters of a list against the schema; see `parseListQuery`. */
export function readListQuery(
  parameters: ListParameters,
  type: ResourceType,
  unknown: UnknownAttribute = 'reject',
): ListQuery {
  const { filter, sortBy, sortOrder, attributes, excludedAttributes } = parameters;
  return {
    filter: filter === undefined ? null : parseFilter(filter, type, unknown),
    sort: readSort(sortBy, sortOrder, type, unknown),
    paging: readPaging(parameters),
    projection: readProjection(attributes, excludedAttributes, type),
  };
}

/** A comma-separated list; an empty parameter counts as left out. */
export function splitNames(names: string | undefined): string[] | undefined {
  const list = (names ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return list.length === 0 ? undefined : list;
}
