import type { Client } from 'pg';
import { type BenchOptions, roundsAlone } from '../read-options.js';
import type { Tenant } from '../world/tenant.js';
import { cycle, halfOf, type Work } from './work.js';

interface Invited {
  email: string;
  name: string;
}

const selectInvited = `
  select email, name from member
  where organization_id = $1 and access = 'invited' and email is not null order by hashtext(id::text) limit 100000`;

/** First sign-ins: every request is another person's. */
export async function claimWork(
  client: Client,
  tenant: Tenant,
  token: string,
  { rounds }: BenchOptions,
): Promise<Work> {
  const { rows } = await client.query<Invited>(selectInvited, [tenant.id]);
  return {
    name: `claim, ${tenant.users} users`,
    kind: 'claim',
    goal: '>= 0.5 of its three statements',
    hasFloor: true,
    expected: [201],
    // The warming up and the rounds alone use people up as well.
    mostPerRound: Math.floor(rows.length / 2 / (1 + rounds + roundsAlone)),
    calls: (server) => {
      const next = cycle(halfOf(rows, server));
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return () => {
        const { email, name } = next();
        const body = {
          issuer: 'https://login.bench.example/claims',
          subject: email,
          email,
          emailVerified: true,
          displayName: name,
          organization: tenant.slug,
        };
        return { method: 'POST', path: '/api/v1/claims', headers, body: JSON.stringify(body) };
      };
    },
  };
}
