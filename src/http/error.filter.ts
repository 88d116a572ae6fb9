import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, failedTooOften } from '../common/domain-error.js';
import { scimErrorOf } from '../scim/scim-error-body.js';
import { bodyTooLarge } from './body-limits.js';
import { isScimPath } from './paths.js';
import { problemOf, refusalOf, statusOf } from './problem.js';

/** The one place where an error becomes an answer: a SCIM error below `/scim`, a problem document elsewhere. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('ErrorFilter');
  /** Requests that were answered before their work was over. */
  private readonly givenUp = new WeakSet<FastifyRequest>();

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers a request whose work is still under way; what becomes of that is nobody's answer any more. */
  giveUpOn(error: DomainError, request: FastifyRequest, reply: FastifyReply): void {
    if (reply.sent || reply.raw.headersSent || reply.raw.destroyed) return;
    this.answer(error, request, reply);
    this.givenUp.add(request);
  }

  /** Also called for what fails before a route is found. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    if (this.givenUp.has(request)) {
      this.logger.warn({ requestId: request.id, err: error }, 'a request failed after it was given up');
      return;
    }
    const refusal = refusalWithLimit(error, request.url);
    if (reply.sent || reply.raw.headersSent) {
      this.logger.error({ requestId: request.id, err: error });
      reply.raw.destroy();
      return;
    }
    this.addHeaders(refusal instanceof DomainError ? refusal : null, reply);
    // The rest of the body is read and thrown away: closing now would take the answer from whoever is still sending.
    if (refusal !== null && statusOf(refusal) === 413) void reply.removeHeader('connection');
    if (isScimPath(request.url)) this.answerScim(error, refusal, request, reply);
    else this.answerProblem(error, refusal, request, reply);
  }

  private answerScim(
    error: unknown,
    refusal: ReturnType<typeof refusalOf>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const { status, body } = scimErrorOf(
      error,
      refusal === null ? null : { status: statusOf(refusal), detail: refusal.message },
    );
    if (status >= 500) this.logDefect(error, status, request);
    void reply.code(status).header('content-type', 'application/scim+json; charset=utf-8').send(JSON.stringify(body));
  }

  private answerProblem(
    error: unknown,
    refusal: ReturnType<typeof refusalOf>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const problem = problemOf(refusal, request.id);
    if (problem.status >= 500) this.logDefect(error, problem.status, request);
    void reply
      .code(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }

  private addHeaders(refusal: DomainError | null, reply: FastifyReply): void {
    const wantsCredential = refusal?.kind === 'unauthenticated' || refusal?.code === failedTooOften;
    if (wantsCredential) void reply.header('www-authenticate', 'Bearer');
    const seconds = refusal?.details.retryAfterSeconds;
    if (seconds !== undefined) void reply.header('retry-after', String(Math.max(1, Math.ceil(seconds))));
  }

  /** ERROR means that somebody must act: a defect. A database that is away is told by the probes. */
  private logDefect(error: unknown, status: number, request: FastifyRequest): void {
    const line = { requestId: request.id, method: request.method, route: request.routeOptions.url, status, err: error };
    if (status === 500) this.logger.error(line);
    else this.logger.warn(line);
  }
}

/** The framework says that a body is too large, but not how large it may be. */
function refusalWithLimit(error: unknown, url: string): ReturnType<typeof refusalOf> {
  const refusal = refusalOf(error);
  const fromFramework = refusal !== null && refusal !== error;
  return fromFramework && statusOf(refusal) === 413 ? bodyTooLarge(url) : refusal;
}
