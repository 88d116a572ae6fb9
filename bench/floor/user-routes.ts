import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';

interface UserRow {
  id: string;
  groups?: { value: string; display: string }[] | null;
  manager?: string | null;
  resource: Record<string, unknown>;
  version: number;
  created_at: Date;
  last_modified: Date;
  total?: number;
}

interface Slug {
  slug: string;
}

interface UserBody {
  userName: string;
  externalId: string;
  displayName: string;
  emails: { value: string }[];
}

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const written = `id, resource, version, created_at, last_modified`;
const visible = `organization_id = $1 and deleted_at is null`;

/** An answer is the whole user, with the groups and with the name of a manager who is a user too. */
const shown = `${written},
  (select json_agg(json_build_object('value', c.id, 'display', c.display_name) order by c.seq)
   from cohort_member cm join cohort c on c.organization_id = $1 and c.id = cm.cohort_id
   where cm.organization_id = $1 and cm.member_id = member.id) as groups,
  (select boss.name from member boss where boss.organization_id = $1 and boss.deleted_at is null
   and boss.id = (member.resource->'${enterprise}'->'manager'->>'value')::uuid) as manager`;
const total = `(select sum(difference)::bigint from tally
  where organization_id = $1 and name in ('invited', 'enrolled', 'removed')) as total`;

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const byId = `select ${shown} from member where ${visible} and id = $2`;
const page = `select ${shown}, ${total}
  from (select * from member where ${visible} order by seq offset $2 limit $3) as member order by seq`;
const insert = `
  insert into member (organization_id, id, user_name, user_name_key, external_id, name, name_key, email, email_key,
    email_keys, resource, compare)
  values ($1, $2, $3::text, lower($3), $4, $5::text, lower($5), $6::text, lower($6), array[lower($6)], $7::text::jsonb, lower($7::text)::jsonb)
  returning ${written}`;
const setActive = `
  update member set active = $3, removed_at = case when $3 then null else now() end,
    resource = jsonb_set(resource, '{active}', to_jsonb($3::boolean)),
    compare = jsonb_set(compare, '{active}', to_jsonb($3::boolean)), version = version + 1, last_modified = now()
  where ${visible} and id = $2 returning ${written}`;

/** The three look-ups of a directory, each by its index. */
const lookUps: readonly [RegExp, string][] = [
  [/^userName eq "(.+)"$/, 'user_name_key = lower($2)'],
  [/^externalId eq "(.+)"$/, 'external_id = $2'],
  [/^emails\[type eq "work"\]\.value eq "(.+)"$/, 'email_key = lower($2)'],
];

function baseOf({ host, params }: FastifyRequest): string {
  return `http://${host}/scim/v2/${(params as Slug).slug}`;
}

/** `/Users` as somebody would write it who has only this to do. */
export function userRoutes(app: FastifyInstance, pool: Pool, organizations: ReadonlyMap<string, string>): void {
  app.get<{ Params: Slug & { id: string } }>('/scim/v2/:slug/Users/:id', async (request, reply) => {
    const values = [organizations.get(request.params.slug), request.params.id];
    const { rows } = await pool.query<UserRow>({ name: 'by-id', text: byId, values });
    return send(reply, 200, rows.map((row) => present(baseOf(request), row))[0]);
  });

  app.get<{ Params: Slug; Querystring: { filter?: string; startIndex?: string; count?: string } }>(
    '/scim/v2/:slug/Users',
    async (request, reply) => {
      const organization = organizations.get(request.params.slug);
      const { rows } = await pool.query<UserRow>(
        request.query.filter === undefined
          ? {
              name: 'page',
              text: page,
              values: [organization, Number(request.query.startIndex) - 1, Number(request.query.count)],
            }
          : lookUp(request.query.filter, organization),
      );
      return send(reply, 200, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        totalResults: rows[0]?.total ?? rows.length,
        itemsPerPage: rows.length,
        startIndex: Number(request.query.startIndex ?? 1),
        Resources: rows.map((row) => present(baseOf(request), row)),
      });
    },
  );

  app.post<{ Params: Slug; Body: UserBody }>('/scim/v2/:slug/Users', async (request, reply) => {
    const { userName, externalId, displayName, emails } = request.body;
    const id = randomUUID();
    const email = emails[0]?.value;
    const resource = JSON.stringify(request.body);
    const values = [organizations.get(request.params.slug), id, userName, externalId, displayName, email, resource];
    const { rows } = await pool.query<UserRow>({ name: 'insert', text: insert, values });
    return send(reply, 201, rows.map((row) => present(baseOf(request), row))[0]);
  });

  app.patch<{ Params: Slug & { id: string }; Body: { Operations: { value: boolean }[] } }>(
    '/scim/v2/:slug/Users/:id',
    async (request, reply) => {
      const values = [organizations.get(request.params.slug), request.params.id, request.body.Operations[0]?.value];
      const { rows } = await pool.query<UserRow>({ name: 'set-active', text: setActive, values });
      return send(reply, 200, rows.map((row) => present(baseOf(request), row))[0]);
    },
  );
}

function lookUp(filter: string, organization: string | undefined): { name: string; text: string; values: unknown[] } {
  for (const [form, condition] of lookUps) {
    const value = form.exec(filter)?.[1];
    if (value === undefined) continue;
    const text = `select ${shown} from member where ${visible} and ${condition}`;
    return { name: condition, text, values: [organization, value] };
  }
  throw new Error(`no such filter: ${filter}`);
}

/** @param base of the organization's endpoint */
function present(base: string, { id, resource, version, created_at, last_modified, groups, manager }: UserRow): object {
  const extension = resource[enterprise] as { manager?: { value: string } } | undefined;
  const named = manager == null ? extension : { ...extension, manager: withReference(base, extension, manager) };
  return {
    schemas: [core, ...(extension === undefined ? [] : [enterprise])],
    id,
    ...resource,
    ...(named === undefined ? {} : { [enterprise]: named }),
    ...(groups == null ? {} : { groups: groups.map((group) => ofUser(base, group)) }),
    meta: {
      resourceType: 'User',
      created: created_at,
      lastModified: last_modified,
      location: `${base}/Users/${id}`,
      version: `W/"${version}"`,
    },
  };
}

function withReference(base: string, extension: { manager?: { value: string } } | undefined, name: string): object {
  return { $ref: `${base}/Users/${extension?.manager?.value}`, ...extension?.manager, displayName: name };
}

function ofUser(base: string, { value, display }: { value: string; display: string }): object {
  return { value, $ref: `${base}/Groups/${value}`, display, type: 'direct' };
}

function send(reply: FastifyReply, status: number, body: object | undefined): FastifyReply {
  return reply.code(status).header('content-type', 'application/scim+json; charset=utf-8').send(JSON.stringify(body));
}
