import fc, { type Arbitrary } from 'fast-check';
import { otherMethod, strangers } from './api-requests.js';
import type { HostileRequest } from './hostile-request.js';
import { nastyText } from './nasty-values.js';
import { encoded, nastySegment, trickedAddress, trickyHeaders } from './tricks.js';

const places = fc.constantFrom(
  '/',
  '/docs',
  '/docs/',
  '/docs/swagger-ui.css',
  '/docs/swagger-ui-init.js',
  '/docs/..%2f..%2fpackage.json',
  '/docs/%2e%2e/%2e%2e/package.json',
  '/docs/../../../../etc/passwd',
  '/openapi.json',
  '/health/live',
  '/health/ready',
  '/health',
  '/metrics',
  '/metrics/',
  '//metrics',
  '/oauth/token',
  '/oauth',
  '/api',
  '/api/v1',
  '/api/v2/organizations',
  '/scim',
  '/scim/v2',
  '/scim/v1/acme/Users',
  '/favicon.ico',
  '/.env',
  '/.git/config',
  '/package.json',
  '/node_modules/pg/package.json',
  '/__proto__',
  '/constructor',
);

/** Requests to what is neither the API nor SCIM, and to what is nothing at all. */
export const otherRequests: Arbitrary<HostileRequest> = fc.record({
  method: fc.oneof({ weight: 5, arbitrary: fc.constant('GET') }, { weight: 2, arbitrary: otherMethod }),
  target: trickedAddress(
    fc.oneof(
      { weight: 6, arbitrary: places },
      {
        weight: 1,
        arbitrary: fc.array(nastySegment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
      },
      { weight: 1, arbitrary: nastyText.map((text) => `/health/live?${encoded(text)}`) },
    ),
  ),
  caller: fc.constantFrom('nobody', 'nobody', 'admin', ...strangers),
  headers: trickyHeaders,
  body: fc.constantFrom(null, null, null, 'x', '{}'),
});
