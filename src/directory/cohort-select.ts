const members = `(
  select json_agg(json_build_object('value', m.id, 'display', m.name) order by m.seq)
  from cohort_member cm
  join member m on m.organization_id = $1 and m.id = cm.member_id
  where cm.organization_id = $1 and cm.cohort_id = c.id
)`;

/**
 * The columns of a `CohortRow` of `cohort c`; `$1` is the organization.
 *
 * @param withMembers whether the answer shows the members: when not, none is loaded
 */
export function cohortSelect(withMembers: boolean): string {
  return `c.id, c.version, c.created_at, c.last_modified, c.resource,
    ${withMembers ? members : 'null::json'} as members`;
}
