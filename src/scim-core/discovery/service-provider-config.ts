import { MAX_BULK_OPERATIONS, MAX_BULK_PAYLOAD } from '../messages/bulk-limits.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../messages/paging.js';
import type { JsonObject } from '../json/json-value.js';

/** How long a cursor is good for, in seconds. */
export const CURSOR_TIMEOUT = 3600;

/**
 * What this service can do (RFC 7643 section 5, RFC 9865 section 4).
 *
 * @param baseUrl of the organization's SCIM endpoint, without a slash at its end
 * @param documentationUri where people can read about the service, when there is such a page
 */
export function serviceProviderConfig(baseUrl: string, documentationUri?: string): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    ...(documentationUri === undefined ? {} : { documentationUri }),
    patch: { supported: true },
    bulk: { supported: true, maxOperations: MAX_BULK_OPERATIONS, maxPayloadSize: MAX_BULK_PAYLOAD },
    filter: { supported: true, maxResults: MAX_PAGE_SIZE },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: DEFAULT_PAGE_SIZE,
      maxPageSize: MAX_PAGE_SIZE,
      cursorTimeout: CURSOR_TIMEOUT,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'OAuth Bearer Token',
        description: 'A long-lived SCIM token of the organization, or an access token from client credentials.',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
      {
        type: 'oauth2',
        name: 'OAuth 2.0 client credentials',
        description: 'Client id and secret, or a signed assertion, for an access token of one hour.',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6749',
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}
