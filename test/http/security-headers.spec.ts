import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { securityHeaders } from '../../src/http/security-headers.js';
import { AdminHouse } from '../admin/admin-house.js';
import type { RequestOptions } from '../support/http-client.js';

let house: AdminHouse;
let scim: string;

beforeAll(async () => {
  house = await AdminHouse.open();
  const acme = await house.organization('acme');
  await house.member(acme, { name: 'Jane Doe' });
  scim = await house.token('acme', 'scim');
});

afterAll(() => house.close());

const organization = '/api/v1/organizations/acme';
const csv = { headers: { accept: 'text/csv' } };
const form = { body: 'grant_type=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } };

/** Every kind of answer that there is; documentation pages are asked for where a real process runs. */
const kinds: [kind: string, status: number, method: string, path: string, options?: RequestOptions][] = [
  ['JSON', 200, 'GET', organization],
  ['a new thing', 201, 'POST', '/api/v1/organizations', { body: { slug: 'beta', name: 'Beta' } }],
  ['nothing', 204, 'DELETE', '/api/v1/tokens/gone'],
  ['a table', 200, 'GET', `${organization}/members`, csv],
  ['a SCIM resource list', 200, 'GET', '/scim/v2/acme/Users'],
  ['a SCIM error', 404, 'GET', '/scim/v2/acme/Users/nobody'],
  ['a SCIM fault of the client', 400, 'GET', '/scim/v2/acme/Users?filter=%22'],
  ['a 501', 501, 'GET', '/scim/v2/acme/Me'],
  ['no such route', 404, 'GET', '/nowhere'],
  ['no such thing', 404, 'GET', `${organization}/members/nobody`],
  ['a wrong method', 405, 'PUT', `${organization}/members`],
  ['a wrong body', 400, 'POST', '/api/v1/organizations', { body: {} }],
  ['a wrong media type', 415, 'POST', '/api/v1/organizations', { body: 'x', headers: { 'content-type': 'text/x' } }],
  ['too large a body', 413, 'POST', '/api/v1/organizations', { body: `"${'x'.repeat(1_100_000)}"` }],
  ['an address that cannot be decoded', 400, 'GET', '/%zz'],
  ['too long an address', 414, 'GET', `/api/v1/organizations/${'x'.repeat(3_000)}`],
  ['an OAuth error', 400, 'POST', '/oauth/token', form],
  ['metrics', 200, 'GET', '/metrics'],
  ['a probe', 200, 'GET', '/health/ready'],
  ['the OpenAPI document', 200, 'GET', '/openapi.json'],
  ['a head', 200, 'HEAD', '/health/live'],
];

describe('the headers that keep browsers safe', () => {
  it.each(kinds)('go with %s (%i)', async (kind, status, method, path, options = {}) => {
    if (kind === 'nothing') path = await tokenPath();
    const token = path.startsWith('/scim/') ? scim : house.app.platformToken;
    const answer = await house.app.request(method, path, { token, ...options });
    expect(answer.status).toBe(status);
    const sent = Object.keys(securityHeaders).map((name) => [name, answer.headers.get(name)]);
    expect(Object.fromEntries(sent)).toEqual(securityHeaders);
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(answer.headers.get('server')).toBeNull();
  });

  it('go with a refused credential', async () => {
    for (const path of [organization, '/scim/v2/acme/Users']) {
      const { status, headers } = await house.app.request('GET', path);
      expect([path, status, headers.get('x-content-type-options')]).toEqual([path, 401, 'nosniff']);
    }
  });
});

async function tokenPath(): Promise<string> {
  const body = { name: 'login', scope: 'claim', environment: 'production' };
  const made = await house.app.request('POST', '/api/v1/tokens', { token: house.app.platformToken, body });
  return `/api/v1/tokens/${made.body.id}`;
}
