import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';

const insertConnection = `
  insert into lcvista_connection (organization_id, site_url, api_key_sealed, api_key_last4, catalog, assignment,
    shrink_limit_percent, next_sync_at)
  values ($1, 'https://bench.lcvista.com', '', 'none', 'LumiQ', 'groups', 20, now() + interval '1 day')
  on conflict do nothing`;

/** A run whose reading is complete, as an approved one is: whoever takes it has only to apply it. */
const insertRun = `
  insert into sync_run (organization_id, id, trigger, force, status, requested_by, roster_epoch)
  values ($1, $2, 'manual', true, 'queued', 'bench', 1)`;

const insertPeople = `
  insert into roster_person (organization_id, run_id, epoch, id, username, email, email_key, first_name, last_name,
    is_active, created)
  select $1, $2::uuid, 1, seq::text, user_name, email, email_key, 'First', 'Last', true, '2024-01-31T12:00:00Z'
  from member where organization_id = $1 order by hashtext(id::text)`;

const insertAssignments = `
  insert into roster_assignment (organization_id, run_id, epoch, person_id)
  select $1, $2::uuid, 1, id from roster_person where organization_id = $1 and run_id = $2 order by hashtext(id)`;

/**
 * Puts a complete reading of the organization's site into the roster: everybody is on it, active and assigned.
 *
 * @returns id of the run that is to apply it
 */
export async function stageRoster(client: Client, organizationId: string): Promise<string> {
  const runId = randomUUID();
  await client.query(insertConnection, [organizationId]);
  await client.query(insertRun, [organizationId, runId]);
  await client.query(insertPeople, [organizationId, runId]);
  await client.query(insertAssignments, [organizationId, runId]);
  await client.query(`vacuum (analyze) roster_person, roster_assignment`);
  return runId;
}
