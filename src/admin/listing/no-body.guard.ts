import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { invalidField } from '../../common/domain-error.js';

/** For routes that take no body: a field that is sent all the same is an error, as an unknown field is elsewhere. */
@Injectable()
export class NoBodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { body } = context.switchToHttp().getRequest<FastifyRequest>();
    if (body === undefined || body === null) return true;
    const [field] = typeof body === 'object' ? Object.keys(body) : ['body'];
    if (field !== undefined) throw invalidField(field, 'is not a known field');
    return true;
  }
}
