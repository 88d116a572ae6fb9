import { mappingFlagsSql } from './mapping-flags-sql.js';

/**
 * The mapping rule as set-based SQL: four temporary tables, each one pass, that live as long as the transaction. The
 * plan is read from them, and carried out from them, so that a dry run and a real one cannot differ. They also hold one
 * picture of the moving tables: whoever signs in meanwhile is the next run's.
 */

/**
 * The site as just read, beside what was known of it. Parameters: run, epoch, whether everybody is assigned.
 * Somebody who came twice counts once, as read last. `state`: new, back, changed, same, gone, absent (gone before), and
 * unknown: assigned, but on no page of people.
 */
export const nextUserTable = `
create temp table next_user on commit drop as
with person as (
  select distinct on (id) id, username, email, email_key, first_name, last_name, is_active, created
    from roster_person
   where organization_id = $1 and run_id = $2 and epoch = $3
   order by id, ordinal desc
), assignment as (
  select distinct person_id
    from roster_assignment
   where organization_id = $1 and run_id = $2 and epoch = $3
), reading as (
  select p.*, $4::boolean or a.person_id is not null as assigned
    from person p
    full join assignment a on a.person_id = p.id
), known as (
  select * from lcvista_user where organization_id = $1
)
select coalesce(r.id, k.id) as id,
       case when r.id is null then k.email else r.email end as email,
       r.email_key, r.username, r.first_name, r.last_name, r.created, r.is_active, r.assigned,
       coalesce(r.is_active and r.assigned, false) as eligible,
       k.ignored_at is not null as ignored,
       k.unmapped_reason as known_reason,
       coalesce(k.gone_at is null and k.is_active and k.assigned, false) as was_eligible,
       case
         when r.id is null and k.id is null then 'unknown'
         when r.id is null then case when k.gone_at is null then 'gone' else 'absent' end
         when k.id is null then 'new'
         when k.gone_at is not null then 'back'
         when (k.username, k.email, k.email_key, k.first_name, k.last_name, k.created, k.is_active, k.assigned)
              is distinct from
              (r.username, r.email, r.email_key, r.first_name, r.last_name, r.created, r.is_active, r.assigned)
           then 'changed'
         else 'same'
       end as state
  from reading r
  full join known k on k.id = r.id`;

export const nextMemberTable = `
create temp table next_member on commit drop as
select id, email, email_key, access from member where organization_id = $1`;

/** Active mappings and what becomes of them: `judgeMapping`. */
export const standingMappingTable = `
create temp table standing_mapping on commit drop as
select g.id, g.member_id, g.lcvista_user_id, g.flags, m.email as member_email, m.access, n.email as lcvista_email,
       case
         when g.origin = 'hand' then null
         when n.is_active is null then 'lcvista-user-gone'
         when not n.is_active then 'lcvista-user-inactive'
         when not n.assigned then 'not-assigned'
         when m.access = 'removed' then 'member-removed'
         when m.access = 'invited' then 'claim-removed'
       end as ended_reason,
       case
         when g.origin = 'hand' or n.eligible and m.access = 'enrolled' then ${mappingFlagsSql({
           mapping: 'g',
           member: 'm',
           person: 'n',
           gone: 'n.is_active is null',
         })}
         else g.flags
       end as new_flags
  from mapping g
  join next_member m on m.id = g.member_id
  join next_user n on n.id = g.lcvista_user_id
 where g.organization_id = $1 and g.ended_at is null`;

/** The rule for whoever is assigned, active and has no mapping that stays: `decideMapping`. */
export const outcomeTable = `
create temp table outcome on commit drop as
with shared_by_people as (
  select email_key from next_user where eligible and email_key is not null group by email_key having count(*) > 1
), shared_by_members as (
  select email_key from next_member where access <> 'removed' and email_key is not null
   group by email_key having count(*) > 1
), former_address as (
  select distinct email_key from next_member where access = 'removed' and email_key is not null
), kept_apart as (
  select distinct k.lcvista_user_id
    from mapping_block k
    join next_member m on m.id = k.member_id
   where k.organization_id = $1 and m.access <> 'removed'
)
select n.id, n.email, n.known_reason, m.id as member_id, m.email as member_email,
       case
         when n.ignored then 'ignored'
         when n.email_key is null then 'no-email'
         when p.email_key is not null then 'duplicate-lcvista-user'
         when d.email_key is not null then 'duplicate-member'
         when m.id is null and f.email_key is not null then 'member-removed'
         when m.id is null and k.lcvista_user_id is not null then 'unmapped-by-hand'
         when m.id is null then 'no-member'
         when m.access = 'invited' then 'not-signed-in'
         when taken.member_id is not null then 'member-already-mapped'
         when b.member_id is not null then 'unmapped-by-hand'
       end as reason
  from next_user n
  left join standing_mapping own on own.lcvista_user_id = n.id and own.ended_reason is null
  left join shared_by_people p on p.email_key = n.email_key
  left join shared_by_members d on d.email_key = n.email_key
  left join next_member m on m.email_key = n.email_key and m.access <> 'removed' and d.email_key is null
  left join former_address f on f.email_key = n.email_key
  left join standing_mapping taken on taken.member_id = m.id and taken.ended_reason is null
  left join kept_apart k on k.lcvista_user_id = n.id
  left join mapping_block b on b.organization_id = $1 and b.member_id = m.id and b.lcvista_user_id = n.id
 where n.eligible and own.lcvista_user_id is null`;
