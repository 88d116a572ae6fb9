const operations: Record<string, string | undefined> = { PUT: 'replace', PATCH: 'patch', DELETE: 'delete' };

/**
 * What a SCIM request does, read off its route (RFC 7644 section 3.2).
 *
 * @param route the route's pattern, e.g. `/scim/v2/:slug/Users/:id`
 * @returns null for routes that are not SCIM
 */
export function scimOperation(method: string, route: string): { resource: string; operation: string } | null {
  const [, rest] = /^\/scim\/v2\/:slug(?:\/(.*))?$/.exec(route) ?? [];
  if (rest === undefined) return null;
  const [resource = '', item] = rest.split('/');
  if (resource === '.search') return { resource: 'any', operation: 'search' };
  const named = resource.startsWith(':') || resource === '*' ? 'other' : resource;
  if (item === '.search') return { resource: named, operation: 'search' };
  if (method === 'GET') return { resource: named, operation: item === undefined ? 'list' : 'get' };
  if (method === 'POST') return { resource: named, operation: named === 'Bulk' ? 'bulk' : 'create' };
  return { resource: named, operation: operations[method] ?? 'other' };
}
