import type { DomainError } from '../../common/domain-error.js';
import { organizationNotFound } from '../../organizations/organizations.service.js';
import type { Caller, TenantIdentity } from '../caller.js';
import type { Place } from './place.js';
import { directorySyncDisabled, forbidden, type RefusalReason, unauthenticated } from './refusal.js';

/** Whether a caller may be where it is; which routes there it may use is each route's own matter (`Allow`). */
export type Access =
  | { readonly kind: 'granted'; readonly tenant: TenantIdentity | null }
  /** The platform may see every organization: the one that is named must be looked up. */
  | { readonly kind: 'look-up'; readonly slug: string }
  /** Reason null: the credential is in order, the organization does not want it now. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason | null; readonly error: DomainError };

/**
 * Which credential may go where: `platform` everywhere below `/api/v1`, `admin` and `viewer` to their organization (any
 * other does not exist for them: 404), `scim` to its SCIM endpoint only (another organization's: 401), `claim` to the
 * login routes. Metrics are for `platform`. What a place then lets a scope do, its route says.
 */
export function decideAccess(place: Place, caller: Caller): Access {
  switch (place.kind) {
    case 'metrics':
      return caller.scope === 'platform' ? granted(null) : refused('wrong-scope', forbidden());
    case 'scim':
      return decideScim(place.slug, caller);
    case 'organization':
      return decideOrganization(place.slug, caller);
    default:
      return granted(null);
  }
}

function decideScim(slug: string, { scope, organization }: Caller): Access {
  if (scope !== 'scim' || organization === null) return refused('wrong-scope', forbidden());
  if (organization.slug !== slug) return refused('wrong-organization', unauthenticated());
  return organization.directorySyncEnabled ? granted(organization) : refused(null, directorySyncDisabled());
}

function decideOrganization(slug: string, { scope, organization }: Caller): Access {
  if (scope === 'platform') return { kind: 'look-up', slug };
  if (scope !== 'admin' && scope !== 'viewer') return refused('wrong-scope', forbidden());
  if (organization?.slug !== slug) return refused('wrong-organization', organizationNotFound());
  return granted(organization);
}

function granted(tenant: TenantIdentity | null): Access {
  return { kind: 'granted', tenant };
}

function refused(reason: RefusalReason | null, error: DomainError): Access {
  return { kind: 'refused', reason, error };
}
