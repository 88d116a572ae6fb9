import { describe, expect, it } from '@jest/globals';
import { decideAccess } from '../../src/credentials/admission/decide-access.js';
import { type Place, placeOf } from '../../src/credentials/admission/place.js';
import type { Caller, TenantIdentity, TokenScope } from '../../src/credentials/caller.js';

function organization(slug: string, directorySyncEnabled = true): TenantIdentity {
  return { id: `id of ${slug}`, slug, environment: 'production', directorySyncEnabled };
}

function caller(scope: TokenScope, own: TenantIdentity | null = null): Caller {
  return {
    tokenId: 't',
    tokenName: 'T',
    scope,
    organization: own,
    environment: scope === 'claim' ? 'production' : null,
  };
}

const acme = organization('acme');
const callers = {
  platform: caller('platform'),
  admin: caller('admin', acme),
  viewer: caller('viewer', acme),
  scim: caller('scim', acme),
  claim: caller('claim'),
  switchedOff: caller('scim', organization('acme', false)),
};
const places = {
  installation: { kind: 'installation' },
  own: { kind: 'organization', slug: 'acme' },
  other: { kind: 'organization', slug: 'other' },
  ownScim: { kind: 'scim', slug: 'acme' },
  otherScim: { kind: 'scim', slug: 'other' },
  metrics: { kind: 'metrics' },
} satisfies Record<string, Place>;

const table: [keyof typeof callers, keyof typeof places, string][] = [
  ['platform', 'installation', 'granted -'],
  ['platform', 'own', 'look-up acme'],
  ['platform', 'other', 'look-up other'],
  ['platform', 'ownScim', 'forbidden wrong-scope'],
  ['platform', 'metrics', 'granted -'],
  ['admin', 'installation', 'granted -'],
  ['admin', 'own', 'granted acme'],
  ['admin', 'other', 'organization-not-found wrong-organization'],
  ['admin', 'ownScim', 'forbidden wrong-scope'],
  ['admin', 'metrics', 'forbidden wrong-scope'],
  ['viewer', 'own', 'granted acme'],
  ['viewer', 'other', 'organization-not-found wrong-organization'],
  ['viewer', 'ownScim', 'forbidden wrong-scope'],
  ['viewer', 'metrics', 'forbidden wrong-scope'],
  ['scim', 'own', 'forbidden wrong-scope'],
  ['scim', 'other', 'forbidden wrong-scope'],
  ['scim', 'ownScim', 'granted acme'],
  ['scim', 'otherScim', 'unauthenticated wrong-organization'],
  ['scim', 'metrics', 'forbidden wrong-scope'],
  ['claim', 'own', 'forbidden wrong-scope'],
  ['claim', 'other', 'forbidden wrong-scope'],
  ['claim', 'ownScim', 'forbidden wrong-scope'],
  ['claim', 'metrics', 'forbidden wrong-scope'],
  ['switchedOff', 'ownScim', 'directory-sync-disabled null'],
  ['switchedOff', 'otherScim', 'unauthenticated wrong-organization'],
];

describe('decideAccess', () => {
  it.each(table)('%s at %s: %s', (who, where, expected) => {
    const access = decideAccess(places[where], callers[who]);
    const outcome =
      access.kind === 'granted'
        ? `granted ${access.tenant?.slug ?? '-'}`
        : access.kind === 'look-up'
          ? `look-up ${access.slug}`
          : `${access.error.code} ${access.reason}`;
    expect(outcome).toBe(expected);
  });
});

describe('placeOf', () => {
  it.each<[string, string | undefined, Place]>([
    ['/health/live', undefined, { kind: 'open' }],
    ['/oauth/token', undefined, { kind: 'open' }],
    ['/openapi.json', undefined, { kind: 'open' }],
    ['/metrics', undefined, { kind: 'metrics' }],
    ['/api/v1/organizations', undefined, { kind: 'installation' }],
    ['/api/v1/claims', undefined, { kind: 'installation' }],
    ['/api', undefined, { kind: 'installation' }],
    ['/api/v2/anything', undefined, { kind: 'installation' }],
    ['/api/v1/organizations/:slug', 'acme', { kind: 'organization', slug: 'acme' }],
    ['/api/v1/organizations/:slug/members/:id', 'acme', { kind: 'organization', slug: 'acme' }],
    ['/api/v1/organizations/acme/no-such-route', undefined, { kind: 'organization', slug: 'acme' }],
    ['/scim/v2/:slug/Users', 'acme', { kind: 'scim', slug: 'acme' }],
    ['/scim/v2/acme/NoSuchThing', undefined, { kind: 'scim', slug: 'acme' }],
    ['/scim', undefined, { kind: 'scim', slug: '' }],
    ['/scim/v2', undefined, { kind: 'scim', slug: '' }],
    ['/scim/v3/acme', undefined, { kind: 'scim', slug: '' }],
  ])('%s with %s', (path, slug, place) => {
    expect(placeOf(path, slug)).toEqual(place);
  });
});
