import type { SampledMember } from '../load/sample-members.js';
import type { Tenant } from '../world/tenant.js';
import { scimCall } from './scim-call.js';
import { cycle, type Work } from './work.js';

const pageSize = 100;
const deepPage = 2_000;

const goalOfLookUps = '>= 0.7, sizes within 10 %';
const goalOfPages = 'alone <= 15 ms, sizes <= 2';

/** Reading single users, finding them, and paging through all of them. */
export function readWorks(tenant: Tenant, sample: readonly SampledMember[]): Work[] {
  const lookUp = (name: string, pathOf: (member: SampledMember) => string): Work => ({
    name: `${name}, ${tenant.users} users`,
    kind: name,
    compared: 'rate',
    goal: goalOfLookUps,
    hasFloor: true,
    expected: [200],
    calls: () => {
      const next = cycle(sample);
      return () => scimCall(tenant, 'GET', pathOf(next()));
    },
  });
  return [
    lookUp('GET user by id', ({ id }) => `/Users/${id}`),
    lookUp('filter userName eq', ({ userName }) => usersWhere(`userName eq "${userName}"`)),
    lookUp('filter externalId eq', ({ externalId }) => usersWhere(`externalId eq "${externalId}"`)),
    lookUp('filter work e-mail eq', ({ email }) => usersWhere(`emails[type eq "work"].value eq "${email}"`)),
    page(tenant, 1),
    page(tenant, Math.min(deepPage, Math.max(1, Math.floor(tenant.users / pageSize)))),
  ];
}

function page(tenant: Tenant, number: number): Work {
  const call = scimCall(tenant, 'GET', `/Users?startIndex=${(number - 1) * pageSize + 1}&count=${pageSize}`);
  return {
    name: `page ${number} of ${pageSize}, ${tenant.users} users`,
    kind: 'page',
    compared: 'alone',
    goal: goalOfPages,
    hasFloor: true,
    expected: [200],
    calls: () => () => call,
  };
}

/** Form-encoded, as Entra sends it. */
function usersWhere(filter: string): string {
  return `/Users?${new URLSearchParams({ filter })}`;
}
