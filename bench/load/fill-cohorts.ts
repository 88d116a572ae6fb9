import type { Client } from 'pg';

export interface Cohorts {
  readonly small: readonly string[];
  readonly large: string;
}

/**
 * Groups whose members come from all over the organization, so that every page of users shows as many groups as another.
 * The members are numbered once; of group k belong every $3-th from the k-th.
 */
const insertCohorts = `
  with numbered as materialized (
    select id, row_number() over (order by seq) as place from member where organization_id = $1
  ), fresh as (
    insert into cohort (organization_id, display_name, display_name_key, resource, compare)
    select $1, name, lower(name), jsonb_build_object('displayName', name), jsonb_build_object('displayName', lower(name))
    from unnest($2::text[]) as name returning id, seq
  ), ranked as (
    select id, row_number() over (order by seq) as rank from fresh
  ), joined as (
    insert into cohort_member (organization_id, cohort_id, member_id)
    select $1, ranked.id, numbered.id from ranked join numbered on numbered.place % $3::bigint = ranked.rank % $3::bigint
  )
  select id from ranked order by rank`;

const teams = 100;
const teamSize = 10;

/**
 * Groups of ten, and one of everybody or, in a large organization, of as many as asked for.
 *
 * @param share which part of the organization the large group holds: 1 of so many
 */
export async function fillCohorts(
  client: Client,
  organizationId: string,
  users: number,
  share: number,
): Promise<Cohorts> {
  const names = Array.from({ length: teams }, (_, index) => `Team ${index + 1}`);
  const small = await add(client, organizationId, names, Math.max(1, Math.floor(users / teamSize)));
  const [large = ''] = await add(client, organizationId, ['Everybody'], share);
  return { small, large };
}

async function add(client: Client, organizationId: string, names: readonly string[], every: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(insertCohorts, [organizationId, names, every]);
  return rows.map(({ id }) => id);
}
