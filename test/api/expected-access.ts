import type { TokenScope } from '../../src/credentials/caller.js';

const platform = ['platform'] as const;
const admins = ['platform', 'admin'] as const;
const readers = ['platform', 'admin', 'viewer'] as const;
const login = ['platform', 'claim'] as const;

/** Which scopes may call a route of an organization without anything in it, and what it answers them. */
type Expectation = readonly [
  allowed: readonly TokenScope[],
  /** With the ids of another organization's things, which must look like ids of nothing. */
  status: number,
  /** What is sent; else an empty object where the route takes a body. Names of things stand for their foreign ids. */
  body?: Readonly<Record<string, string>>,
];

/** Which credentials may use which route: a new route without an entry fails the test. */
export const expectedAccess: Readonly<Record<string, Expectation>> = {
  'POST /claims': [login, 400],
  'GET /access': [login, 400],
  'POST /organizations': [platform, 400],
  'GET /organizations': [platform, 200],
  'GET /organizations/{slug}': [readers, 200],
  'PATCH /organizations/{slug}': [admins, 200],
  'POST /organizations/{slug}/tokens': [admins, 400],
  'GET /organizations/{slug}/tokens': [admins, 200],
  'POST /organizations/{slug}/tokens/{id}/rotate': [admins, 404],
  'DELETE /organizations/{slug}/tokens/{id}': [admins, 404],
  'POST /tokens': [platform, 400],
  'GET /tokens': [platform, 200],
  'POST /tokens/{id}/rotate': [platform, 404],
  'DELETE /tokens/{id}': [platform, 404],
  'POST /organizations/{slug}/oauth-clients': [admins, 400],
  'GET /organizations/{slug}/oauth-clients': [readers, 200],
  'POST /organizations/{slug}/oauth-clients/{id}/secrets': [admins, 404],
  'DELETE /organizations/{slug}/oauth-clients/{id}': [admins, 404],
  'DELETE /organizations/{slug}/oauth-clients/{id}/secrets/{secretId}': [admins, 404],
  'PUT /organizations/{slug}/workload-identity': [admins, 400],
  'GET /organizations/{slug}/workload-identity': [readers, 404],
  'DELETE /organizations/{slug}/workload-identity': [admins, 404],
  'GET /organizations/{slug}/members': [readers, 200],
  'GET /organizations/{slug}/members/{memberId}': [readers, 404],
  'PATCH /organizations/{slug}/members/{memberId}': [admins, 404, { displayName: 'X' }],
  'DELETE /organizations/{slug}/members/{memberId}/claim': [admins, 404, { reason: 'X' }],
  'GET /organizations/{slug}/cohorts': [readers, 200],
  'GET /organizations/{slug}/cohorts/{cohortId}/members': [readers, 404],
  'PUT /organizations/{slug}/lcvista': [admins, 400],
  'GET /organizations/{slug}/lcvista': [readers, 404],
  'DELETE /organizations/{slug}/lcvista': [admins, 404],
  'POST /organizations/{slug}/lcvista/check': [admins, 404],
  'POST /organizations/{slug}/sync-runs': [admins, 409],
  'GET /organizations/{slug}/sync-runs': [readers, 200],
  'GET /organizations/{slug}/sync-runs/{runId}': [readers, 404],
  'GET /organizations/{slug}/sync-runs/{runId}/changes': [readers, 404],
  'POST /organizations/{slug}/sync-runs/{runId}/approve': [admins, 404],
  'GET /organizations/{slug}/mappings': [readers, 200],
  'POST /organizations/{slug}/mappings': [admins, 404, { memberId: 'members', lcvistaUserId: 'unmapped', reason: 'X' }],
  'DELETE /organizations/{slug}/mappings/{mappingId}': [admins, 404, { reason: 'X' }],
  'POST /organizations/{slug}/mappings/import': [admins, 400],
  'GET /organizations/{slug}/unmapped': [readers, 200],
  'POST /organizations/{slug}/unmapped/{lcvistaUserId}/ignore': [admins, 404, { reason: 'X' }],
  'DELETE /organizations/{slug}/unmapped/{lcvistaUserId}/ignore': [admins, 404],
  'GET /organizations/{slug}/overview': [readers, 200],
  'GET /organizations/{slug}/diagnosis': [readers, 400],
  'GET /organizations/{slug}/provisioning-events': [readers, 200],
  'GET /organizations/{slug}/audit-events': [readers, 200],
  'GET /audit-events': [platform, 200],
  'GET /organizations/{slug}/entra-setup': [readers, 200],
  'PUT /organizations/{slug}/digest': [admins, 400],
  'GET /organizations/{slug}/digest': [readers, 404],
  'DELETE /organizations/{slug}/digest': [admins, 404],
  'GET /organizations/{slug}/digests': [readers, 200],
  'POST /organizations/{slug}/webhooks': [admins, 400],
  'GET /organizations/{slug}/webhooks': [readers, 200],
  'GET /organizations/{slug}/webhooks/{id}': [readers, 404],
  'PATCH /organizations/{slug}/webhooks/{id}': [admins, 404],
  'DELETE /organizations/{slug}/webhooks/{id}': [admins, 404],
  'GET /organizations/{slug}/webhooks/{id}/deliveries': [readers, 404],
  'POST /organizations/{slug}/deliveries/{id}/redeliver': [admins, 404],
};
