import { ENTERPRISE_USER_URN } from '../scim-core/schema/enterprise-user-schema.js';

const managerValue = `m.resource->'${ENTERPRISE_USER_URN}'->'manager'->>'value'`;

/**
 * A column of the member who is the manager of `member m`. The manager is whatever the directory sent: only what has the
 * form of an id is looked for.
 */
export function managerColumn(column: 'id' | 'name' | 'name_key'): string {
  return `(
    select boss.${column} from member boss
    where boss.organization_id = $1 and boss.deleted_at is null
      and boss.id = case when ${managerValue} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (${managerValue})::uuid end
  )`;
}

const cohorts = `(
  select json_agg(json_build_object('value', c.id, 'display', c.display_name) order by c.seq)
  from cohort_member cm
  join cohort c on c.organization_id = $1 and c.id = cm.cohort_id
  where cm.organization_id = $1 and cm.member_id = m.id
)`;

/**
 * The columns of a `MemberRow` of `member m`; `$1` is the organization.
 *
 * @param withCohorts whether the answer shows the groups, which costs a look into another table
 */
export function memberSelect(withCohorts: boolean): string {
  return `m.id, m.version, m.created_at, m.last_modified, m.resource,
    ${managerColumn('name')} as manager_name, ${withCohorts ? cohorts : 'null::json'} as cohorts`;
}
