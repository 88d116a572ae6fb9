import { entraUser } from '../load/entra-user.js';
import type { SampledMember } from '../load/sample-members.js';
import type { Tenant } from '../world/tenant.js';
import { scimCall } from './scim-call.js';
import { cycle, halfOf, type Work } from './work.js';

const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const goal = '>= 0.6';

/** Creating users, and switching them off and on. */
export function writeWorks(tenant: Tenant, sample: readonly SampledMember[]): Work[] {
  return [createUser(tenant), patchActive(tenant, sample)];
}

function createUser(tenant: Tenant): Work {
  return {
    name: `POST user, ${tenant.users} users`,
    kind: 'POST user',
    goal,
    hasFloor: true,
    expected: [201],
    calls: (server) => {
      let count = 0;
      return () => {
        count += 1;
        const person = { number: `${server}-${count}`, given: 'New', family: 'Comer', domain: tenant.domain };
        return scimCall(tenant, 'POST', '/Users', entraUser(person));
      };
    },
  };
}

/** Each goes through its own half of the sample: off in one lap, on again in the next. */
function patchActive(tenant: Tenant, sample: readonly SampledMember[]): Work {
  return {
    name: `PATCH active, ${tenant.users} users`,
    kind: 'PATCH active',
    goal,
    hasFloor: true,
    expected: [200],
    calls: (server) => {
      const own = halfOf(sample, server);
      const next = cycle(own);
      let count = 0;
      return () => {
        const active = Math.floor(count / own.length) % 2 === 1;
        count += 1;
        return scimCall(tenant, 'PATCH', `/Users/${next().id}`, {
          schemas: [patchOp],
          Operations: [{ op: 'Replace', path: 'active', value: active }],
        });
      };
    },
  };
}
