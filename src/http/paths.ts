/** Whether an address (path and query) belongs to the SCIM endpoints, whose errors and limits are their own. */
export function isScimPath(url: string): boolean {
  return url.startsWith('/scim/') || url === '/scim' || url.startsWith('/scim?');
}

/** The path of an address, without its query. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** Whether an address is that of a search by POST (RFC 7644 section 3.4.3), which otherwise could pass for an id. */
export function isSearchPath(url: string): boolean {
  return /^\/scim\/v2\/[^/]+\/(?:(?:Users|Groups)\/)?\.search\/*$/.test(pathOf(url));
}
