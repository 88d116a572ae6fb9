export const LIST_URN = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** Where a page stands in its list. */
export type PagePosition =
  | { readonly startIndex: number }
  | { readonly nextCursor?: string | undefined; readonly previousCursor?: string | undefined };

/**
 * Puts one page of a list together as it goes over the wire (RFC 7644 section 3.4.2, RFC 9865 section 2). Nothing found
 * is an empty list, never an error: Entra's connection test asks for a user who does not exist.
 *
 * @param resources the resources of this page, projected, each as JSON
 * @param totalResults how many there are in all; undefined when nobody counted (cursor paging only)
 * @param position `startIndex` as asked for, or the cursors of the neighbouring pages
 * @returns JSON
 */
export function listResponse(
  resources: readonly string[],
  totalResults: number | undefined,
  position: PagePosition,
): string {
  const envelope = JSON.stringify({ schemas: [LIST_URN], totalResults, itemsPerPage: resources.length, ...position });
  return `${envelope.slice(0, -1)},"Resources":[${resources.join(',')}]}`;
}
