/**
 * `decideMemberReason` as an SQL expression, for lists of members; a property test holds the two together. `$1` is the
 * organization, as in every tenant statement. Costs a few index lookups per row.
 *
 * @param alias of the row of `member`
 * @returns an expression of type text; null for members who are mapped, or removed
 */
export function memberReasonSql(alias: string): string {
  return `(case
    when ${alias}.access = 'removed' then null
    when exists (select from mapping mr_g
                  where mr_g.organization_id = $1 and mr_g.member_id = ${alias}.id and mr_g.ended_at is null) then null
    when not exists (select from sync_run mr_r
                      where mr_r.organization_id = $1 and mr_r.status = 'succeeded' and not mr_r.dry_run
                        and not mr_r.of_former_site) then 'unknown'
    when exists (select from member mr_o
                  where mr_o.organization_id = $1 and mr_o.email_key = ${alias}.email_key and mr_o.access <> 'removed'
                    and mr_o.id <> ${alias}.id) then 'duplicate-member'
    else (
      select case
               when count(*) filter (where mr_u.is_active and mr_u.assigned) > 1 then 'duplicate-lcvista-user'
               when ${alias}.access = 'invited' then 'not-signed-in'
               when count(*) = 0 and exists (
                      select from mapping_block mr_k
                        join lcvista_user mr_x on mr_x.organization_id = $1 and mr_x.id = mr_k.lcvista_user_id
                       where mr_k.organization_id = $1 and mr_k.member_id = ${alias}.id and mr_x.gone_at is null
                         and mr_x.is_active and mr_x.assigned) then 'unmapped-by-hand'
               when count(*) = 0 then 'no-lcvista-user'
               when not bool_or(mr_u.is_active) then 'lcvista-user-inactive'
               when not bool_or(mr_u.is_active and mr_u.assigned) then 'not-assigned'
               when bool_or(mr_u.is_active and mr_u.assigned and mr_u.ignored_at is not null) then 'ignored'
               when bool_or(mr_u.is_active and mr_u.assigned and exists (
                      select from mapping_block mr_b
                       where mr_b.organization_id = $1 and mr_b.member_id = ${alias}.id
                         and mr_b.lcvista_user_id = mr_u.id)) then 'unmapped-by-hand'
               when bool_or(mr_u.is_active and mr_u.assigned and exists (
                      select from mapping mr_t
                        join member mr_h on mr_h.organization_id = $1 and mr_h.id = mr_t.member_id
                       where mr_t.organization_id = $1 and mr_t.lcvista_user_id = mr_u.id and mr_t.ended_at is null
                         and (mr_t.origin = 'hand' or mr_h.access = 'enrolled'))) then 'lcvista-user-already-mapped'
               else 'maps-at-next-sync'
             end
        from lcvista_user mr_u
       where mr_u.organization_id = $1 and mr_u.email_key = ${alias}.email_key and mr_u.gone_at is null)
  end)`;
}
