import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Pool } from 'pg';

interface UserRow {
  id: string;
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

const shown = `id, resource, version, created_at, last_modified`;
const visible = `organization_id = $1 and deleted_at is null`;
const total = `(select sum(difference)::bigint from tally
  where organization_id = $1 and name in ('invited', 'enrolled', 'removed')) as total`;

const byId = `select ${shown} from member where ${visible} and id = $2`;
const page = `select ${shown}, ${total} from member where ${visible} order by seq offset $2 limit $3`;
const insert = `
  insert into member (organization_id, id, user_name, user_name_key, external_id, name, name_key, email, email_key,
    email_keys, resource, compare)
  values ($1, $2, $3::text, lower($3), $4, $5::text, lower($5), $6::text, lower($6), array[lower($6)], $7::text::jsonb, lower($7::text)::jsonb)
  returning ${shown}`;
const setActive = `
  update member set active = $3, removed_at = case when $3 then null else now() end,
    resource = jsonb_set(resource, '{active}', to_jsonb($3::boolean)),
    compare = jsonb_set(compare, '{active}', to_jsonb($3::boolean)), version = version + 1, last_modified = now()
  where ${visible} and id = $2 returning ${shown}`;

/** The three look-ups of a directory, each by its index. */
const lookUps: readonly [RegExp, string][] = [
  [/^userName eq "(.+)"$/, 'user_name_key = lower($2)'],
  [/^externalId eq "(.+)"$/, 'external_id = $2'],
  [/^emails\[type eq "work"\]\.value eq "(.+)"$/, 'email_key = lower($2)'],
];

/** `/Users` as somebody would write it who has only this to do. */
export function userRoutes(app: FastifyInstance, pool: Pool, organizations: ReadonlyMap<string, string>): void {
  app.get<{ Params: Slug & { id: string } }>('/scim/v2/:slug/Users/:id', async ({ params }, reply) => {
    const values = [organizations.get(params.slug), params.id];
    const { rows } = await pool.query<UserRow>({ name: 'by-id', text: byId, values });
    return send(reply, 200, rows.map(present)[0]);
  });

  app.get<{ Params: Slug; Querystring: { filter?: string; startIndex?: string; count?: string } }>(
    '/scim/v2/:slug/Users',
    async ({ params, query }, reply) => {
      const organization = organizations.get(params.slug);
      const { rows } = await pool.query<UserRow>(
        query.filter === undefined
          ? { name: 'page', text: page, values: [organization, Number(query.startIndex) - 1, Number(query.count)] }
          : lookUp(query.filter, organization),
      );
      return send(reply, 200, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        totalResults: rows[0]?.total ?? rows.length,
        itemsPerPage: rows.length,
        startIndex: Number(query.startIndex ?? 1),
        Resources: rows.map(present),
      });
    },
  );

  app.post<{ Params: Slug; Body: UserBody }>('/scim/v2/:slug/Users', async ({ params, body }, reply) => {
    const { userName, externalId, displayName, emails } = body;
    const id = randomUUID();
    const email = emails[0]?.value;
    const resource = JSON.stringify(body);
    const values = [organizations.get(params.slug), id, userName, externalId, displayName, email, resource];
    const { rows } = await pool.query<UserRow>({ name: 'insert', text: insert, values });
    return send(reply, 201, rows.map(present)[0]);
  });

  app.patch<{ Params: Slug & { id: string }; Body: { Operations: { value: boolean }[] } }>(
    '/scim/v2/:slug/Users/:id',
    async ({ params, body }, reply) => {
      const values = [organizations.get(params.slug), params.id, body.Operations[0]?.value];
      const { rows } = await pool.query<UserRow>({ name: 'set-active', text: setActive, values });
      return send(reply, 200, rows.map(present)[0]);
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

function present({ id, resource, version, created_at, last_modified }: UserRow): object {
  return {
    ...resource,
    id,
    meta: { resourceType: 'User', created: created_at, lastModified: last_modified, version: `W/"${version}"` },
  };
}

function send(reply: FastifyReply, status: number, body: object | undefined): FastifyReply {
  return reply.code(status).header('content-type', 'application/scim+json; charset=utf-8').send(JSON.stringify(body));
}
