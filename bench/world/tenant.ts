import type { Client } from 'pg';
import type { Api } from './api.js';

/** An organization that is measured, and its credentials. */
export interface Tenant {
  readonly slug: string;
  readonly id: string;
  readonly users: number;
  readonly domain: string;
  readonly scimToken: string;
  readonly adminToken: string;
}

/** Creates an organization with its tokens. @param users how many it is going to have; they are not made here */
export async function createTenant(api: Api, client: Client, slug: string, users: number): Promise<Tenant> {
  await api.post('/organizations', { slug, name: slug });
  const { rows } = await client.query<{ id: string }>('select id from organization where slug = $1', [slug]);
  const [id = ''] = rows.map((row) => row.id);
  const token = async (scope: string) =>
    String((await api.post(`/organizations/${slug}/tokens`, { name: `bench ${scope}`, scope }))['token']);
  return {
    slug,
    id,
    users,
    domain: `${slug}.example`,
    scimToken: await token('scim'),
    adminToken: await token('admin'),
  };
}
