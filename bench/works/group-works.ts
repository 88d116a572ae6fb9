import type { Client } from 'pg';
import type { Cohorts } from '../load/fill-cohorts.js';
import { entraUser } from '../load/entra-user.js';
import type { Tenant } from '../world/tenant.js';
import { scimCall } from './scim-call.js';
import { cycle, type Work } from './work.js';

const newcomers = 2_000;

const insertNewcomers = `
  insert into member (organization_id, id, user_name, user_name_key, name, name_key, resource, compare)
  select $1, gen_random_uuid(), 'joins-' || n, 'joins-' || n, 'Joiner', 'joiner', $2, $2
  from generate_series(1, $3::bigint) as n returning id`;

const removeNewcomers = `
  delete from cohort_member where organization_id = $1 and member_id = any($2::uuid[])`;

/**
 * Adding one member to groups of two sizes, one request at a time; after each round those who joined leave again, so that
 * the groups keep their size.
 */
export async function groupWorks(client: Client, tenant: Tenant, cohorts: Cohorts): Promise<Work[]> {
  const resource = JSON.stringify(entraUser({ number: '0', given: 'Late', family: 'Joiner', domain: tenant.domain }));
  const { rows } = await client.query<{ id: string }>(insertNewcomers, [tenant.id, resource, newcomers]);
  const ids = rows.map(({ id }) => id);
  const addOne = (name: string, groups: readonly string[]): Work => ({
    name: `add one member to a group of ${name}`,
    kind: 'add one member',
    compared: 'rate',
    goal: '100,000: <= 1.2 x the cost of 10',
    hasFloor: true,
    expected: [204],
    connections: 1,
    mostPerRound: newcomers,
    calls: () => {
      const nextGroup = cycle(groups);
      const nextMember = cycle(ids);
      return () => scimCall(tenant, 'PATCH', `/Groups/${nextGroup()}`, addition(nextMember()));
    },
    reset: async () => void (await client.query(removeNewcomers, [tenant.id, ids])),
  });
  return [addOne('10', cohorts.small), addOne(String(Math.min(tenant.users, 100_000)), [cohorts.large])];
}

function addition(memberId: string): object {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'Add', path: 'members', value: [{ value: memberId }] }],
  };
}
