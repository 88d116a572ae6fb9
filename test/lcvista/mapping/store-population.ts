import { randomUUID } from 'node:crypto';
import type { TenantScope } from '../../../src/database/scope.js';
import { Database } from '../../../src/database/database.js';
import type { Population } from '../../../src/lcvista/mapping/population.js';

/** A run whose reading is the population's people. */
export interface StoredPopulation {
  readonly scope: TenantScope;
  readonly runId: string;
  readonly epoch: number;
}

const insertOrganization = `
  insert into organization (id, slug, name, environment, timezone, sync_time)
  values ($1, 'o' || $1::uuid, 'O', 'production', 'UTC', '06:00')`;

const insertMembers = `
  with profile as (
    insert into user_profile (id, environment, issuer, subject, display_name, login_email, login_email_key)
    select gen_random_uuid(), 'production', $1::uuid::text, m->>'id', 'P', 'p@x.test', 'p@x.test'
      from jsonb_array_elements($2::jsonb) m
     where m->>'access' = 'enrolled'
    returning id, subject
  )
  insert into member (organization_id, id, user_name, user_name_key, name, name_key, email, email_key, active, removed_at,
    user_id, claimed_at, resource, compare)
  select $1, (m->>'id')::uuid, m->>'id', m->>'id', 'M', 'm', m->>'emailKey', m->>'emailKey', m->>'access' <> 'removed',
         case when m->>'access' = 'removed' then now() end, p.id, case when p.id is not null then now() end, '{}', '{}'
    from jsonb_array_elements($2::jsonb) m
    left join profile p on p.subject = m->>'id'`;

/** People as an earlier reading left them: somewhat different, so that the run finds new, changed and gone ones. */
const insertUsers = `
  insert into lcvista_user (organization_id, id, username, email, email_key, first_name, last_name, is_active, assigned,
    ignored_at, ignored_reason, gone_at)
  select $1, id, 'u', email, email, 'F', 'L', active, assigned, ignored, case when ignored is not null then 'r' end, gone
    from jsonb_to_recordset($2::jsonb) as k(
      id text, email text, active boolean, assigned boolean, ignored timestamptz, gone timestamptz)`;

const insertMappings = `
  insert into mapping (organization_id, member_id, lcvista_user_id, origin, flags, started_by, seen_member_key,
    seen_lcvista_key)
  select $1, (g->>'memberId')::uuid, g->>'lcvistaUserId', g->>'origin',
         array(select jsonb_array_elements_text(g->'flags')), 'test', g->'seen'->>'memberKey', g->'seen'->>'lcvistaKey'
    from jsonb_array_elements($2::jsonb) g`;

const insertBlocks = `
  insert into mapping_block (organization_id, member_id, lcvista_user_id, reason, blocked_by)
  select $1, (b->>'memberId')::uuid, b->>'lcvistaUserId', 'r', 'test' from jsonb_array_elements($2::jsonb) b`;

const insertRun = `
  insert into sync_run (organization_id, id, trigger, status, requested_by) values ($1, $2, 'manual', 'running', 'test')`;

const insertRoster = `
  insert into roster_person (organization_id, run_id, epoch, id, username, email, email_key, first_name, last_name, is_active)
  select $1, $2, 0, p->>'id', 'u', p->>'emailKey', p->>'emailKey', 'F', 'L', (p->>'isActive')::boolean
    from jsonb_array_elements($3::jsonb) p`;

const insertAssignments = `
  insert into roster_assignment (organization_id, run_id, epoch, person_id)
  select $1, $2, 0, p->>'id' from jsonb_array_elements($3::jsonb) p where (p->>'assigned')::boolean`;

/** Puts a population into an organization of its own, as the state before a run and a complete reading. */
export async function storePopulation(database: Database, population: Population): Promise<StoredPopulation> {
  const scope = database.tenant(randomUUID());
  const runId = randomUUID();
  await scope.query(insertOrganization);
  await scope.query(insertMembers, [JSON.stringify(population.members)]);
  await scope.query(insertUsers, [JSON.stringify(knownBefore(population))]);
  await scope.query(insertMappings, [JSON.stringify(population.mappings)]);
  await scope.query(insertBlocks, [JSON.stringify(population.blocks)]);
  await scope.query(insertRun, [runId]);
  await scope.query(insertRoster, [runId, JSON.stringify(population.people)]);
  await scope.query(insertAssignments, [runId, JSON.stringify(population.people)]);
  return { scope, runId, epoch: 0 };
}

/** Whoever is mapped, blocked or ignored is known from before; of the others, those with an even number. */
function knownBefore({ people, mappings, blocks }: Population): object[] {
  const needed = new Set([...mappings, ...blocks].map(({ lcvistaUserId }) => lcvistaUserId));
  const known = new Set(people.filter(({ id, ignored }) => ignored || Number(id) % 2 === 0).map(({ id }) => id));
  const now = new Date().toISOString();
  return [...new Set([...needed, ...known])].map((id) => {
    const person = people.find((one) => one.id === id);
    return {
      id,
      email: Number(id) % 3 === 0 ? 'old@x.test' : (person?.emailKey ?? null),
      active: Number(id) % 3 !== 1,
      assigned: Number(id) % 4 !== 2,
      ignored: person?.ignored === true ? now : null,
      gone: Number(id) % 5 === 0 ? now : null,
    };
  });
}
