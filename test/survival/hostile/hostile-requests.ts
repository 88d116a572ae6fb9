import fc, { type Arbitrary } from 'fast-check';
import { type ApiDocument, apiRequests } from './api-requests.js';
import type { HostileRequest } from './hostile-request.js';
import type { KnownThings } from './known-things.js';
import { otherRequests } from './other-requests.js';
import { scimRequests } from './scim-requests.js';

/** Requests whose framing is right, to every route that there is and to some that there are not. */
export function hostileRequests(document: ApiDocument, things: KnownThings): Arbitrary<HostileRequest> {
  return fc.oneof(
    { weight: 6, arbitrary: apiRequests(document, things) },
    { weight: 4, arbitrary: scimRequests(things) },
    { weight: 1, arbitrary: otherRequests },
  );
}
