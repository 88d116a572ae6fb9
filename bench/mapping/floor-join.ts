import type { Client } from 'pg';

/** As the real one, with its indexes, and without what watches over single rows. */
const createTable = `create table floor_mapping (like mapping including all)`;

const join = `
  insert into floor_mapping (organization_id, member_id, lcvista_user_id, origin, started_by, started_run_id)
  select $1, m.id, p.id, 'rule', 'floor', $2
  from roster_person p
    join roster_assignment a on a.organization_id = $1 and a.run_id = $2 and a.epoch = 1 and a.person_id = p.id
    join member m on m.organization_id = $1 and m.email_key = p.email_key and m.access = 'enrolled'
  where p.organization_id = $1 and p.run_id = $2 and p.epoch = 1 and p.is_active`;

/** The mappings of a staged reading by one join, as somebody would write it who trusts every row. @returns their number */
export async function joinByHand(client: Client, organizationId: string, runId: string): Promise<number> {
  await client.query(createTable);
  await client.query(`set work_mem = '64MB'`);
  const { rowCount } = await client.query(join, [organizationId, runId]);
  await client.query('reset work_mem');
  return rowCount ?? 0;
}

/** Drops what `joinByHand` has made. */
export async function dropJoined(client: Client): Promise<void> {
  await client.query('drop table floor_mapping');
}
