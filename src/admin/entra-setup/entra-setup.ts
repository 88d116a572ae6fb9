import { attributeMappings } from './attribute-mappings.js';
import type { EntraAuthentication, EntraSetup } from './entra-setup.dto.js';

const notes = [
  'In Entra: Enterprise applications, your application, Provisioning. Enter tenant URL and credential, then "Test connection".',
  'aadOptscim062020 in the tenant URL makes Entra send changes in the form of the standard. Without it everything works as well.',
  'Set "Scope" to "Sync only assigned users and groups", and assign people (or groups, for cohorts) to the application.',
  'Nested groups are not provisioned by Entra: assign the groups themselves.',
  'The e-mail address must be identical in Entra and LCVista; upper and lower case do not matter, aliases and plus addresses do.',
  'A provisioning cycle takes about 40 minutes; "Provision on demand" brings one person at once.',
  'A person who is no longer assigned, or is deleted, loses access; the learning record stays.',
];

/**
 * What an administrator of the directory pastes into Entra.
 *
 * @param base what public addresses begin with, without a trailing slash
 */
export function entraSetup(base: string, slug: string, directorySyncEnabled: boolean): EntraSetup {
  const off = 'Directory sync is switched off for this organization: Entra is refused until it is switched on.';
  return {
    tenantUrl: `${base}/scim/v2/${slug}?aadOptscim062020`,
    authentication: authentication(base, slug),
    attributeMappings: [...attributeMappings],
    notes: directorySyncEnabled ? notes : [off, ...notes],
  };
}

function authentication(base: string, slug: string): EntraAuthentication[] {
  const below = `/api/v1/organizations/${slug}`;
  const tokenEndpoint = `${base}/oauth/token`;
  return [
    {
      method: 'bearer',
      entraField: 'Secret Token',
      howTo: `Make a token of scope scim (POST ${below}/tokens) and paste it; rotate it before it expires.`,
      tokenEndpoint: null,
    },
    {
      method: 'oauth2-client-credentials',
      entraField: 'Client Identifier, Client Secret, Token Endpoint',
      howTo: `Make a client (POST ${below}/oauth-clients), paste its id, its secret and the token endpoint.`,
      tokenEndpoint,
    },
    {
      method: 'workload-identity',
      entraField: 'Workload identity federation',
      howTo: `Tell Muster whose assertions to accept (PUT ${below}/workload-identity); nothing secret is stored.`,
      tokenEndpoint,
    },
  ];
}
