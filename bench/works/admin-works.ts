import { emailOf } from '../load/entra-user.js';
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
  const search = (name: string, q: string): Work => list(name, `/members?${new URLSearchParams({ q })}`);
  const middle = Math.ceil(tenant.users / 2);
  return [
    list('member list, first page', '/members'),
    search('member list, q of few', `person.${middle}@`),
    search('member list, q of an address', emailOf(middle, tenant.domain)),
    search('member list, q of a name', 'Sofia Rossi'),
    search('member list, q of many', 'okafor'),
    list('unmapped review', '/unmapped'),
  ];
}
