import type { Tenant } from '../world/tenant.js';
import type { Work } from './work.js';

/** The lists that administrators look at; nobody would write them by hand, so there is no floor. */
export function adminWorks(tenant: Tenant): Work[] {
  const list = (name: string, path: string): Work => ({
    name: `${name}, ${tenant.users} members`,
    kind: name,
    goal: 'alone < 30 ms',
    hasFloor: false,
    expected: [200],
    connections: 1,
    calls: () => () => ({
      method: 'GET',
      path: `/api/v1/organizations/${tenant.slug}${path}`,
      headers: { authorization: `Bearer ${tenant.adminToken}` },
    }),
  });
  return [
    list('member list, first page', '/members'),
    list('member list, q of few', `/members?q=${encodeURIComponent(`person.${Math.ceil(tenant.users / 2)}@`)}`),
    list('member list, q of many', '/members?q=okafor'),
    list('unmapped review', '/unmapped'),
  ];
}
