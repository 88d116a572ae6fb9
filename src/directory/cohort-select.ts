/**
 * The columns of a `ResourceRow` of `cohort c`; `$1` is the organization.
 *
 * @param withMembers whether the answer shows the members: when not, none is loaded
 * @param endpoint SQL of the address that references begin with; without members it is not used
 */
export function groupColumns(withMembers: boolean, endpoint: string): string {
  return `c.id, c.version, c.created_at, c.last_modified, c.resource::text as resource, false as extended,
    ${withMembers ? membersOf(endpoint) : 'null'} as apart`;
}

function membersOf(endpoint: string): string {
  return `(
    select json_agg(json_build_object('value', m.id, '$ref', ${endpoint} || '/Users/' || m.id, 'type', 'User', 'display', m.name)
      order by m.seq)::text
    from cohort_member cm join member m on m.organization_id = $1 and m.id = cm.member_id
    where cm.organization_id = $1 and cm.cohort_id = c.id
  )`;
}
