import { unmappedReasonSql } from '../mapping/unmapped-reason-sql.js';

/**
 * The common table `restated`: people for whom another reason holds than the queue has stored, since an address changed
 * hands in the directory (`moved_address`), or something changed about the member from whom they were taken by hand,
 * whose address may be another. `$1` is the organization. Costs a few index lookups for each of them; `offset 0` keeps
 * the planner, who cannot know how few they are, from reading everybody instead.
 *
 * @param moved rows of `email_key` and `moved_at`
 * @returns what stands after `with`: id, the reason `stored`, the `reason` that holds, both perhaps null, and `since` when
 */
export function restatedTable(
  moved = 'select email_key, moved_at from moved_address where organization_id = $1',
): string {
  return `restated as materialized (
    select u.id, u.unmapped_reason as stored, live.reason, touched.since
      from (
        select id, max(at) as since from (
          select p.id, moved.moved_at as at from (${moved}) moved
            join lcvista_user p on p.organization_id = $1 and p.email_key = moved.email_key and p.gone_at is null
          union all
          select b.lcvista_user_id, m.last_modified from mapping_block b
            join member m on m.organization_id = $1 and m.id = b.member_id
           where b.organization_id = $1) touches
         group by id) touched
      join lateral (
        select * from lcvista_user p where p.organization_id = $1 and p.id = touched.id and p.gone_at is null offset 0
      ) u on true
     cross join lateral (select ${unmappedReasonSql('u')} as reason) live
     where u.unmapped_reason is distinct from live.reason)`;
}

/** Condition of `lcvista_user u`: what the queue has stored of the person holds. Looked up in memory, row by row. */
export const holdsAsStored = `u.unmapped_reason is not null and u.id not in (select id from restated)`;

/** How many people are in the queue for each reason, as of now: `reason` and `people`, beside `restated`. */
export const countsNow = `
  select reason, sum(people)::bigint as people
    from (select reason, people from unmapped_count where organization_id = $1
          union all select stored, -1 from restated where stored is not null
          union all select reason, 1 from restated where reason is not null) counted
   group by reason having sum(people) > 0`;
