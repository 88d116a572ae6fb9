import { describe, expect, it } from '@jest/globals';
import { scimOperation } from '../../src/health/metrics/scim-operation.js';

describe('scimOperation', () => {
  it.each([
    ['GET', '/scim/v2/:slug/Users', 'Users', 'list'],
    ['GET', '/scim/v2/:slug/Users/:id', 'Users', 'get'],
    ['POST', '/scim/v2/:slug/Users', 'Users', 'create'],
    ['POST', '/scim/v2/:slug/Users/.search', 'Users', 'search'],
    ['POST', '/scim/v2/:slug/.search', 'any', 'search'],
    ['PUT', '/scim/v2/:slug/Groups/:id', 'Groups', 'replace'],
    ['PATCH', '/scim/v2/:slug/Groups/:id', 'Groups', 'patch'],
    ['DELETE', '/scim/v2/:slug/Users/:id', 'Users', 'delete'],
    ['POST', '/scim/v2/:slug/Bulk', 'Bulk', 'bulk'],
    ['GET', '/scim/v2/:slug/*', 'other', 'list'],
  ])('%s %s', (method, route, resource, operation) => {
    expect(scimOperation(method, route)).toEqual({ resource, operation });
  });

  it.each(['/api/v1/organizations', '/scim/v2', 'none'])('is not for %s', (route) => {
    expect(scimOperation('GET', route)).toBeNull();
  });
});
