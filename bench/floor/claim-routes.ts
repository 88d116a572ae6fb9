import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';

interface ClaimBody {
  issuer: string;
  subject: string;
  email: string;
  displayName: string;
  organization: string;
}

const findMember = `
  select id, access, user_id from member
  where organization_id = $1 and email_key = lower($2) and access <> 'removed' for update`;

const keepUser = `
  insert into user_profile (environment, issuer, subject, display_name, login_email, login_email_key)
  values ('production', $1, $2, $3, $4, lower($4))
  on conflict (environment, issuer, subject) do update set display_name = $3, login_email = $4, login_email_key = lower($4)
  returning id`;

const claimMember = `
  update member set user_id = $3, claimed_at = now() where organization_id = $1 and id = $2 and user_id is null`;

/** A claim as three statements in a transaction: who is it, their profile, the link. */
export function claimRoutes(app: FastifyInstance, pool: Pool, organizations: ReadonlyMap<string, string>): void {
  app.post<{ Body: ClaimBody }>('/api/v1/claims', async ({ body }, reply) => {
    const { issuer, subject, email, displayName, organization } = body;
    const tenant = organizations.get(organization);
    const client = await pool.connect();
    try {
      await client.query('begin');
      const find = { name: 'find-member', text: findMember, values: [tenant, email] };
      const member = (await client.query<{ id: string }>(find)).rows[0];
      const keep = { name: 'keep-user', text: keepUser, values: [issuer, subject, displayName, email] };
      const userId = (await client.query<{ id: string }>(keep)).rows[0]?.id;
      const claim = { name: 'claim-member', text: claimMember, values: [tenant, member?.id, userId] };
      const claimed = await client.query(claim);
      await client.query('commit');
      return await reply.code(claimed.rowCount === 1 ? 201 : 200).send({
        user: { id: userId, displayName, loginEmail: email },
        memberships: [{ organization, memberId: member?.id, access: 'enrolled', newlyClaimed: claimed.rowCount === 1 }],
      });
    } finally {
      client.release();
    }
  });
}
