import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Origin } from '../audit/origin.js';
import type { Caller, TenantIdentity, TokenScope } from './caller.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by authentication, before the body is read. */
    caller: Caller | null;
    /** Set with it, on routes with `:slug`: the organization that the caller may see. */
    tenant: TenantIdentity | null;
  }
}

/** Metadata key of `Allow`. */
export const allowedScopes = 'muster:allowed-scopes';

/**
 * Which scopes may call a route, checked by the access guard. Every route below `/api/v1` and `/scim/v2` has it; a route
 * without it is refused.
 */
export const Allow = (...scopes: TokenScope[]): ClassDecorator & MethodDecorator => SetMetadata(allowedScopes, scopes);

/** Controller parameter: the organization that the route's `:slug` names and the caller may see. */
export const CurrentTenant = createParamDecorator((_: unknown, context: ExecutionContext): TenantIdentity => {
  const { tenant } = requestOf(context);
  if (tenant === null) throw new Error('CurrentTenant needs a route with :slug that asks for a credential');
  return tenant;
});

/** Controller parameter: who calls. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  return callerOf(requestOf(context));
});

/** Controller parameter: where a change comes from, for events and the audit trail. */
export const CurrentOrigin = createParamDecorator((_: unknown, context: ExecutionContext): Origin => {
  return originOf(requestOf(context));
});

/** The origin of what a request changes. */
export function originOf(request: FastifyRequest): Origin {
  const { tokenId, tokenName } = callerOf(request);
  const kind = tokenId === null ? 'environment' : 'token';
  return { actor: { kind, id: tokenId, name: tokenName }, requestId: request.id, address: request.ip };
}

function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new Error('a route without authentication asked who calls');
  return request.caller;
}

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}
