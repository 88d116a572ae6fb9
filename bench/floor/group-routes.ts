import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';

const addMembers = `
  insert into cohort_member (organization_id, cohort_id, member_id)
  select $1, $2, id from unnest($3::uuid[]) as added (id) on conflict do nothing`;

interface GroupPatch {
  Operations: { value: { value: string }[] }[];
}

/** Adds members to a group, and nothing else. */
export function groupRoutes(app: FastifyInstance, pool: Pool, organizations: ReadonlyMap<string, string>): void {
  app.patch<{ Params: { slug: string; id: string }; Body: GroupPatch }>(
    '/scim/v2/:slug/Groups/:id',
    async ({ params, body }, reply) => {
      const ids = body.Operations[0]?.value.map(({ value }) => value);
      const values = [organizations.get(params.slug), params.id, ids];
      await pool.query({ name: 'add-members', text: addMembers, values });
      return reply.code(204).send();
    },
  );
}
