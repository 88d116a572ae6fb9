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

/**
 * The address of a request without the scheme and host that it may begin with: every server must understand those too
 * (RFC 9112 section 3.2.2), and the router does, so that nothing else may be fooled by them.
 */
export function originForm(url: string): string {
  if (url.startsWith('/')) return url;
  const [, rest] = /^https?:\/\/[^/?#]*(.*)$/is.exec(url) ?? [];
  return rest === undefined ? url : rest.startsWith('/') ? rest : `/${rest}`;
}
