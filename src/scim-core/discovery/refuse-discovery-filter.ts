import { parseQueryString } from '../messages/query-string.js';
import { ScimError } from '../messages/scim-error.js';

/**
 * Discovery ignores sorting, paging and projection, but must not pretend to filter (RFC 7644 section 4).
 *
 * @param raw the query string, undecoded
 * @throws ScimError 403 when it has a filter
 */
export function refuseDiscoveryFilter(raw: string): void {
  if (parseQueryString(raw).has('filter')) throw new ScimError(403, 'Discovery endpoints cannot be filtered.');
}
