import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import { unmappedReasonSql } from './unmapped-reason-sql.js';

/** Everybody who may be judged anew: the people themselves, and those who share an address with one of the two sides. */
const refresh = statement(
  'refresh-unmapped-reasons',
  `with address as (
     select email_key from member where organization_id = $1 and id = any($2::uuid[])
     union
     select email_key from lcvista_user where organization_id = $1 and id = any($3::text[])
   ), touched as (
     select id from lcvista_user where organization_id = $1 and id = any($3::text[])
     union
     select id from lcvista_user
      where organization_id = $1 and gone_at is null and email_key in (select email_key from address)
   ), fresh as (
     select u.id, u.unmapped_reason as known, ${unmappedReasonSql('u')} as reason
       from touched t
       join lcvista_user u on u.organization_id = $1 and u.id = t.id
   ), moved as (
     select known as reason, -1 as difference from fresh where known is distinct from reason and known is not null
     union all
     select reason, 1 from fresh where known is distinct from reason and reason is not null
   ), counted as (
     insert into unmapped_count (organization_id, reason, people)
     select $1, reason, sum(difference) from moved group by reason
     on conflict (organization_id, reason) do update set people = unmapped_count.people + excluded.people
   )
   update lcvista_user u
      set unmapped_reason = f.reason, unmapped_since = case when f.reason is not null then $4::timestamptz end
     from fresh f
    where u.organization_id = $1 and u.id = f.id and u.unmapped_reason is distinct from f.reason`,
);

/** Brings the review queue up to date for the few whom a change by hand touches; a run does it for everybody. */
export async function refreshReasons(
  scope: TenantScope,
  touched: { readonly memberIds: readonly string[]; readonly lcvistaUserIds: readonly string[] },
  at: Date,
): Promise<void> {
  await scope.query(refresh, [touched.memberIds, touched.lcvistaUserIds, at]);
}
