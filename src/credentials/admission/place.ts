/** Which part of the service a request is for. */
export type Place =
  /** Needs no credential: probes, documentation, and the token endpoint, which has credentials of its own. */
  | { readonly kind: 'open' }
  | { readonly kind: 'metrics' }
  | { readonly kind: 'installation' }
  | { readonly kind: 'organization'; readonly slug: string }
  | { readonly kind: 'scim'; readonly slug: string };

const organizationPath = /^\/api\/v1\/organizations\/([^/]+)/;
const scimPath = /^\/scim\/v2\/([^/]+)/;

/**
 * Reads the place off a route. The route's pattern decides where there is one, since a router also understands
 * `/%61pi/v1`; the slug comes from its parameters.
 *
 * @param path the matched route's pattern, else the path that led nowhere
 * @param slug value of the route's `:slug`
 */
export function placeOf(path: string, slug: string | undefined): Place {
  if (/^\/metrics\/?$/.test(path)) return { kind: 'metrics' };
  if (/^\/scim(\/|$)/.test(path)) return { kind: 'scim', slug: slug ?? scimPath.exec(path)?.[1] ?? '' };
  if (!/^\/api(\/|$)/.test(path)) return { kind: 'open' };
  const named = organizationPath.exec(path)?.[1];
  return named === undefined ? { kind: 'installation' } : { kind: 'organization', slug: slug ?? named };
}
