import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../common/domain-error.js';

const ofQuery = `${RouteParamtypes.QUERY}:`;

/**
 * Routes of the API that take no query refuse one, as the others refuse parameters they do not know: whoever mistypes a
 * filter must not be answered as if it had been applied. Runs after the guard of access, which decides who learns this.
 */
export class UnaskedQueryGuard implements CanActivate {
  private readonly asking = new WeakMap<object, boolean>();

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!request.url.includes('?') || !request.routeOptions.url?.startsWith('/api/')) return true;
    const names = Object.keys(request.query as object);
    if (names.length === 0 || this.asksForQuery(context)) return true;
    const errors = names.slice(0, 50).map((field) => ({ field: shown(field), message: 'is not a known field' }));
    const detail = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
    throw new DomainError('invalid', 'validation-failed', detail.slice(0, 1_000), { errors });
  }

  private asksForQuery(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    const known = this.asking.get(handler);
    if (known !== undefined) return known;
    const parameters: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name);
    const asks = Object.keys(parameters ?? {}).some((key) => key.startsWith(ofQuery));
    this.asking.set(handler, asks);
    return asks;
  }
}

function shown(name: string): string {
  return name.replace(/[\0\p{Surrogate}]/gu, '?').slice(0, 200);
}
