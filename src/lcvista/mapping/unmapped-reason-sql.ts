/**
 * The rule for one LCVista user as an SQL expression, for changes by hand that touch a few; a property test holds it
 * together with the pure rule. `$1` is the organization.
 *
 * @param alias of the row of `lcvista_user`
 * @returns an expression of type text: null for people who are mapped, or not assigned and active; `maps-at-next-sync`
 *   for those whom the next run maps
 */
export function unmappedReasonSql(alias: string): string {
  return `(case
    when ${alias}.gone_at is not null or not ${alias}.is_active or not ${alias}.assigned then null
    when exists (select from mapping ur_g
                  where ur_g.organization_id = $1 and ur_g.lcvista_user_id = ${alias}.id and ur_g.ended_at is null)
      then null
    when ${alias}.ignored_at is not null then 'ignored'
    when ${alias}.email_key is null then 'no-email'
    when exists (select from lcvista_user ur_u
                  where ur_u.organization_id = $1 and ur_u.email_key = ${alias}.email_key and ur_u.gone_at is null
                    and ur_u.is_active and ur_u.assigned and ur_u.id <> ${alias}.id) then 'duplicate-lcvista-user'
    else (
      select case
               when count(*) filter (where ur_m.access <> 'removed') > 1 then 'duplicate-member'
               when count(*) = 0 and exists (
                      select from mapping_block ur_k
                        join member ur_x on ur_x.organization_id = $1 and ur_x.id = ur_k.member_id
                       where ur_k.organization_id = $1 and ur_k.lcvista_user_id = ${alias}.id
                         and ur_x.access <> 'removed') then 'unmapped-by-hand'
               when count(*) = 0 then 'no-member'
               when bool_and(ur_m.access = 'removed') then 'member-removed'
               when bool_or(ur_m.access = 'invited') then 'not-signed-in'
               when bool_or(ur_m.access = 'enrolled' and exists (
                      select from mapping ur_t
                       where ur_t.organization_id = $1 and ur_t.member_id = ur_m.id and ur_t.ended_at is null))
                 then 'member-already-mapped'
               when bool_or(ur_m.access = 'enrolled' and exists (
                      select from mapping_block ur_b
                       where ur_b.organization_id = $1 and ur_b.member_id = ur_m.id
                         and ur_b.lcvista_user_id = ${alias}.id)) then 'unmapped-by-hand'
               else 'maps-at-next-sync'
             end
        from member ur_m
       where ur_m.organization_id = $1 and ur_m.email_key = ${alias}.email_key)
  end)`;
}
