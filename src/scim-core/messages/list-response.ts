import type { JsonObject } from '../json/json-value.js';

export const LIST_URN = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** One page of a list as it goes over the wire (RFC 7644 section 3.4.2, RFC 9865 section 2). */
export interface ListResponse {
  schemas: string[];
  totalResults?: number;
  itemsPerPage: number;
  startIndex?: number;
  nextCursor?: string;
  previousCursor?: string;
  Resources: JsonObject[];
}

/** Where a page stands in its list. */
export type PagePosition =
  | { readonly startIndex: number }
  | { readonly nextCursor?: string | undefined; readonly previousCursor?: string | undefined };

/**
 * Puts a page together. Nothing found is an empty list, never an error: Entra's connection test asks for a user who
 * does not exist.
 *
 * @param resources the resources of this page, projected
 * @param totalResults how many there are in all; undefined when nobody counted (cursor paging only)
 * @param position `startIndex` as asked for, or the cursors of the neighbouring pages
 */
export function listResponse(
  resources: JsonObject[],
  totalResults: number | undefined,
  position: PagePosition,
): ListResponse {
  const cursors = 'startIndex' in position ? {} : position;
  return {
    schemas: [LIST_URN],
    ...(totalResults === undefined ? {} : { totalResults }),
    itemsPerPage: resources.length,
    ...('startIndex' in position ? { startIndex: position.startIndex } : {}),
    ...(cursors.nextCursor === undefined ? {} : { nextCursor: cursors.nextCursor }),
    ...(cursors.previousCursor === undefined ? {} : { previousCursor: cursors.previousCursor }),
    Resources: resources,
  };
}
