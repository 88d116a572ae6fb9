import type { Client } from 'pg';

/** What requests need to know of a member. */
export interface SampledMember {
  readonly id: string;
  readonly userName: string;
  readonly externalId: string;
  readonly email: string;
}

const sample = `
  select id, user_name as "userName", external_id as "externalId", email from (
    select *, row_number() over (order by seq) as place from member where organization_id = $1 and deleted_at is null
  ) as m where place % $2 = 0 order by hashtext(id::text) limit $3`;

/** Members from all over an organization, in no order. */
export async function sampleMembers(
  client: Client,
  organizationId: string,
  users: number,
  most: number,
): Promise<SampledMember[]> {
  const step = Math.max(1, Math.floor(users / most));
  const { rows } = await client.query<SampledMember>(sample, [organizationId, step, most]);
  return rows;
}
