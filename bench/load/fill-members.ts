import type { Client } from 'pg';
import { searchedText } from '../../migrations/1764000110000-create-member-search.js';
import { familyMark, familyNames, givenMark, givenNames, modelMember, numberMark } from './model-member.js';

/** One in so many has not signed in yet. */
const invitedEvery = 10;

const fillMarks = `
  create or replace function pg_temp.fill(text text, n bigint, given text, family text) returns text
  language sql immutable as $$
    select replace(replace(replace(replace(replace(text, '${numberMark}', n::text), '${givenMark}', given),
      '${familyMark}', family), '${givenMark.toLowerCase()}', lower(given)), '${familyMark.toLowerCase()}', lower(family))
  $$`;

const insertPeople = `
  with people as materialized (
    select n, case when n % ${invitedEvery} <> 0 then gen_random_uuid() end as user_id,
      ($11::text[])[1 + n % cardinality($11)] as given,
      ($12::text[])[1 + (n / cardinality($11)) % cardinality($12)] as family
    from generate_series(1, $2::bigint) as n
  ), profile as (
    insert into user_profile (id, environment, issuer, subject, display_name, login_email, login_email_key)
    select user_id, 'production', 'https://login.bench.example/' || $1::uuid, n::text, given || ' ' || family,
      pg_temp.fill($7, n, given, family), lower(pg_temp.fill($7, n, given, family))
    from people where user_id is not null
  )
  insert into member (organization_id, id, user_name, user_name_key, external_id, name, name_key, email, email_key,
    email_keys, user_id, claimed_at, resource, compare)
  select $1, gen_random_uuid(), pg_temp.fill($3, n, given, family), lower(pg_temp.fill($3, n, given, family)),
    pg_temp.fill($4, n, given, family), pg_temp.fill($5, n, given, family), pg_temp.fill($6, n, given, family),
    pg_temp.fill($7, n, given, family), pg_temp.fill($8, n, given, family),
    array[pg_temp.fill($8, n, given, family)], user_id, case when user_id is not null then now() end,
    pg_temp.fill($9, n, given, family)::jsonb, pg_temp.fill($10, n, given, family)::jsonb
  from people`;

const insertTally = `
  insert into tally (organization_id, name, difference)
  select organization_id, access, count(*) from member where organization_id = $1 group by 1, 2`;

const insertSearch = `
  insert into member_search (organization_id, member_id, access, name_key, text)
  select organization_id, id, access, name_key, ${searchedText('m')}
  from member m where organization_id = $1`;

/**
 * Fills an organization with members, numbered from 1, in one statement. Triggers and checks of references are off
 * meanwhile, so the counters and what members are searched by are written by hand.
 */
export async function fillMembers(
  client: Client,
  organizationId: string,
  users: number,
  domain: string,
): Promise<void> {
  const model = modelMember(domain);
  await client.query(fillMarks);
  await client.query(`set session_replication_role = replica`);
  await client.query(insertPeople, [
    organizationId,
    users,
    model.userName,
    model.externalId,
    model.name,
    model.nameKey,
    model.email,
    model.emailKey,
    JSON.stringify(model.resource),
    JSON.stringify(model.compare),
    givenNames,
    familyNames,
  ]);
  await client.query(insertTally, [organizationId]);
  await client.query(insertSearch, [organizationId]);
  await client.query(`reset session_replication_role`);
}
