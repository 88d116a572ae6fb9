import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { TokenScope } from '../caller.js';
import { allowedScopes } from '../request-identity.js';
import { Admission, placeOfRequest } from './admission.js';
import { unauthenticated } from './refusal.js';

/** Lets only those scopes use a route that its `Allow` names. A route without one is refused to everybody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly admission: Admission,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { kind } = placeOfRequest(request);
    if (kind === 'open' || kind === 'metrics') return true;
    const { caller } = request;
    if (caller === null) throw unauthenticated();
    const targets = [context.getHandler(), context.getClass()];
    const allowed = this.reflector.getAllAndOverride<readonly TokenScope[] | undefined>(allowedScopes, targets);
    if (allowed?.includes(caller.scope) === true) return true;
    throw await this.admission.refuseScope(request, caller);
  }
}
