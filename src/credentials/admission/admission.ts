import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { DomainError } from '../../common/domain-error.js';
import { organizationNotFound, OrganizationsService } from '../../organizations/organizations.service.js';
import type { Caller, TenantIdentity } from '../caller.js';
import { Authenticator } from './authenticator.js';
import { decideAccess } from './decide-access.js';
import { GuessingLimit } from './guessing-limit.js';
import { isFromThisMachine } from './is-from-this-machine.js';
import { type Place, placeOf } from './place.js';
import { RateCeiling } from './rate-ceiling.js';
import { type Refusal, RefusalTrail } from './refusal-trail.js';
import { forbidden, unauthenticated } from './refusal.js';

/** The front door: who calls, and may they be here? Before a body is read. */
@Injectable()
export class Admission {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly organizations: OrganizationsService,
    private readonly guessing: GuessingLimit,
    private readonly trail: RefusalTrail,
    private readonly ceiling: RateCeiling,
  ) {}

  /**
   * Sets `caller` and `tenant` of the request.
   *
   * @throws DomainError 401, 403, 404 or 429
   */
  async admit(request: FastifyRequest): Promise<void> {
    const place = placeOfRequest(request);
    if (place.kind === 'open' || (place.kind === 'metrics' && isFromThisMachine(request))) return;
    request.caller = await this.identify(request, place);
    request.tenant = await this.findTenant(request, place, request.caller);
    if (request.tenant !== null) this.ceiling.take(request.tenant.id);
  }

  /** For a route that the caller's scope may not use. */
  async refuseScope(request: FastifyRequest, caller: Caller): Promise<DomainError> {
    await this.trail.record({ ...about(request, placeOfRequest(request)), ...ofCaller(caller), reason: 'wrong-scope' });
    return forbidden();
  }

  private async identify(request: FastifyRequest, place: Place): Promise<Caller> {
    const outcome = await this.authenticator.authenticate(request.headers.authorization);
    if (outcome.kind === 'caller') return outcome.caller;
    const { reason, prefix, token } = outcome;
    const known = token === null ? null : { ...token, organizationId: token.organization?.id ?? null };
    await this.trail.record({ ...about(request, place), reason, prefix, token: known });
    if (reason === 'unknown' || reason === 'malformed') this.guessing.count(request.ip, prefix);
    throw unauthenticated();
  }

  private async findTenant(request: FastifyRequest, place: Place, caller: Caller): Promise<TenantIdentity | null> {
    const access = decideAccess(place, caller);
    if (access.kind === 'granted') return access.tenant;
    if (access.kind === 'look-up') {
      const found = await this.organizations.findBySlug(access.slug);
      if (found === null) throw organizationNotFound();
      return found;
    }
    if (access.reason !== null) {
      await this.trail.record({ ...about(request, place), ...ofCaller(caller), reason: access.reason });
    }
    throw access.error;
  }
}

/** Also the guard's question: the route decides, not the address, which can be spelled in many ways. */
export function placeOfRequest(request: FastifyRequest): Place {
  const params: unknown = request.params;
  const slug: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, 'slug') : undefined;
  const path = (request.is404 ? undefined : request.routeOptions.url) ?? request.url.split('?', 1)[0] ?? '';
  return placeOf(path, typeof slug === 'string' ? slug : undefined);
}

function about(request: FastifyRequest, place: Place): Pick<Refusal, 'slug' | 'requestId' | 'address'> {
  return { slug: 'slug' in place ? place.slug : null, requestId: request.id, address: request.ip };
}

function ofCaller({ tokenId, tokenName, organization }: Caller): Pick<Refusal, 'prefix' | 'token'> {
  return { prefix: null, token: { id: tokenId, name: tokenName, organizationId: organization?.id ?? null } };
}
