import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../../common/domain-error.js';
import { OauthError } from './oauth-error.js';

/** Writes refusals of the token endpoint as its clients expect them (RFC 6749 section 5.2). */
@Catch(OauthError)
export class OauthErrorFilter implements ExceptionFilter<OauthError> {
  catch({ code, message, usedBasic }: OauthError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (code === 'invalid_client' && usedBasic) void reply.header('www-authenticate', 'Basic realm="muster"');
    answer(reply, code === 'invalid_client' ? 401 : 400, code, message);
  }
}

/** The same for "not now": too many guesses, or a part that does not answer. */
@Catch(DomainError)
export class OauthUnavailableFilter implements ExceptionFilter<DomainError> {
  catch({ kind, message, details }: DomainError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const seconds = Math.max(1, Math.ceil(details.retryAfterSeconds ?? 5));
    void reply.header('retry-after', String(seconds));
    answer(reply, kind === 'too-many-requests' ? 429 : 503, 'temporarily_unavailable', message);
  }
}

function answer(reply: FastifyReply, status: number, error: string, description: string): void {
  void reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ error, error_description: description }));
}
