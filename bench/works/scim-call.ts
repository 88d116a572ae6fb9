import type { Call } from '../measure/exchange.js';
import type { Tenant } from '../world/tenant.js';

/** A request to a tenant's SCIM endpoint, with its credential. */
export function scimCall(tenant: Tenant, method: Call['method'], path: string, body?: object): Call {
  const headers: Record<string, string> = { authorization: `Bearer ${tenant.scimToken}` };
  if (body !== undefined) headers['content-type'] = 'application/scim+json';
  const call = { method, path: `/scim/v2/${tenant.slug}${path}`, headers };
  return body === undefined ? call : { ...call, body: JSON.stringify(body) };
}
