import type { Client } from 'pg';

export interface Cohorts {
  readonly small: readonly string[];
  readonly large: string;
}

const insertCohort = `
  with fresh as (
    insert into cohort (organization_id, display_name, display_name_key, resource, compare)
    select $1, name, lower(name), jsonb_build_object('displayName', name), jsonb_build_object('displayName', lower(name))
    from (values ($2::text)) as named (name) returning id
  ), joined as (
    insert into cohort_member (organization_id, cohort_id, member_id)
    select $1, fresh.id, m.id from fresh, (
      select id from member where organization_id = $1 order by seq limit $3
    ) as m
  )
  select id from fresh`;

/** Groups of ten, and one that is as large as asked for. */
export async function fillCohorts(
  client: Client,
  organizationId: string,
  smallOnes: number,
  largeSize: number,
): Promise<Cohorts> {
  const small: string[] = [];
  for (let n = 1; n <= smallOnes; n += 1) small.push(await addCohort(client, organizationId, `Team ${n}`, 10));
  return { small, large: await addCohort(client, organizationId, 'Everybody', largeSize) };
}

async function addCohort(client: Client, organizationId: string, name: string, size: number): Promise<string> {
  const { rows } = await client.query<{ id: string }>(insertCohort, [organizationId, name, size]);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error(`the group ${name} was not made`);
  return id;
}
