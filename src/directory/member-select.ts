import { ENTERPRISE_USER_URN } from '../scim-core/schema/enterprise-user-schema.js';

const managerValue = `m.resource->'${ENTERPRISE_USER_URN}'->'manager'->>'value'`;

const fromManager = `from member boss
  where boss.organization_id = $1 and boss.deleted_at is null
    and boss.id = case when ${managerValue} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (${managerValue})::uuid end`;

/**
 * A column of the member who is the manager of `member m`. The manager is whatever the directory sent: only what has the
 * form of an id is looked for.
 */
export function managerColumn(column: 'id' | 'name' | 'name_key'): string {
  return `(select boss.${column} ${fromManager})`;
}

const fromCohorts = `from cohort_member cm join cohort c on c.organization_id = $1 and c.id = cm.cohort_id
  where cm.organization_id = $1 and cm.member_id = m.id`;

const cohorts = `(
  select json_agg(json_build_object('value', c.id, 'display', c.display_name) order by c.seq) ${fromCohorts}
)`;

/** The columns of a `MemberRow` of `member m`; `$1` is the organization. */
export const memberSelect = `m.id, m.version, m.created_at, m.last_modified, m.resource,
    ${managerColumn('name')} as manager_name, ${cohorts} as cohorts`;

/**
 * The columns of a `ResourceRow` of `member m`; `$1` is the organization. A manager who is a member gets `$ref` and
 * `displayName`; the directory may name anybody else.
 *
 * @param withGroups whether the answer shows the groups
 * @param endpoint SQL of the address that references begin with
 */
export function userColumns(withGroups: boolean, endpoint: string): string {
  return `m.id, m.version, m.created_at, m.last_modified, m.resource ? '${ENTERPRISE_USER_URN}' as extended,
    coalesce((
      select jsonb_set(m.resource, '{${ENTERPRISE_USER_URN},manager}',
        jsonb_build_object('$ref', ${endpoint} || '/Users/' || boss.id) || (m.resource->'${ENTERPRISE_USER_URN}'->'manager')
          || jsonb_build_object('displayName', boss.name))
      ${fromManager}
    ), m.resource)::text as resource, ${withGroups ? groupsOf(endpoint) : 'null'} as apart`;
}

function groupsOf(endpoint: string): string {
  return `(
    select json_agg(json_build_object('value', c.id, '$ref', ${endpoint} || '/Groups/' || c.id, 'display', c.display_name,
      'type', 'direct') order by c.seq)::text ${fromCohorts}
  )`;
}
