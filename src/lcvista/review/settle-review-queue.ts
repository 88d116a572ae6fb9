import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import { restatedTable } from './queue-now-sql.js';

const settle = statement(
  'settle-review-queue',
  `with gone as (
     delete from moved_address
      where organization_id = $1
        and ctid = any (array(select ctid from moved_address where organization_id = $1
                               order by email_key, id limit $2::bigint))
     returning email_key, moved_at
   ), ${restatedTable('select email_key, moved_at from gone')}, counted as (
     insert into unmapped_count (organization_id, reason, people)
     select $1, reason, sum(difference)
       from (select stored as reason, -1 as difference from restated where stored is not null
             union all select reason, 1 from restated where reason is not null) moved
      group by reason
     on conflict (organization_id, reason) do update set people = unmapped_count.people + excluded.people
   ), written as (
     update lcvista_user u
        set unmapped_reason = r.reason, unmapped_since = case when r.reason is not null then r.since end
       from restated r
      where u.organization_id = $1 and u.id = r.id
   )
   select count(*) as addresses from gone`,
);

/** The limit is for requests that wait; nobody waits for a run. */
const withoutLimit = `select set_config('statement_timeout', '0', true), $1::uuid`;

/**
 * Writes into the review queue what has changed in the directory meanwhile, so that whoever reads it need not judge those
 * addresses anew.
 *
 * @param scope of a transaction that has called `lockMappings`
 * @param most notes of addresses to take; null: all
 * @returns how many were taken
 */
export async function settleReviewQueue(scope: TenantScope, most: number | null): Promise<number> {
  if (most === null) await scope.query(withoutLimit);
  const [row] = await scope.query<{ addresses: number }>(settle, [most]);
  return row?.addresses ?? 0;
}
