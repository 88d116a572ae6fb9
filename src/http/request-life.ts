import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { RequestMetrics } from '../health/metrics/request-metrics.js';
import { withoutRedaction } from './log.js';
import { isSearchPath } from './paths.js';
import { HttpRefusal } from './problem.js';
import type { KnownRoutes } from './known-routes.js';

const acceptedRequestId = /^[\w.:/+=-]{1,128}$/;

/** The caller's own id of the request when it is a harmless text, so that its log and ours can be laid side by side. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && acceptedRequestId.test(given) ? given : randomUUID();
}

/** Every answer names its request. */
export function installRequestIds(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
}

/** A known path with a wrong method is answered 405 with `Allow`, before the body is read (RFC 9110 §15.5.6). */
export function installMethodCheck(fastify: FastifyInstance, routes: KnownRoutes): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const methods = methodsOf(request, routes);
    if (methods.length === 0 || methods.includes(request.method)) return done();
    void reply.header('allow', methods.join(', '));
    done(new HttpRefusal(405, `${request.method} is not possible here; only ${methods.join(', ')}.`));
  });
}

/** The methods to choose from; none when the router has found its route, or there is no such path. */
function methodsOf({ url, is404 }: FastifyRequest, routes: KnownRoutes): string[] {
  if (isSearchPath(url)) return ['POST'];
  return is404 ? routes.methodsOf(url) : [];
}

/** One line per request, without personal data: the route's pattern, never the address with its filters. */
export function installRequestLog(fastify: FastifyInstance, log: Logger): void {
  const lines = withoutRedaction(log);
  fastify.addHook('onResponse', (request, reply, done) => {
    lines.info(requestLine(request, reply), 'request');
    done();
  });
}

/** Counts every request by its route's pattern. */
export function installRequestMetrics(fastify: FastifyInstance, metrics: RequestMetrics): void {
  fastify.addHook('onResponse', ({ method, is404, routeOptions }, reply, done) => {
    const route = is404 ? 'none' : (routeOptions.url ?? 'none');
    metrics.observe({ method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1_000 });
    done();
  });
}

function requestLine(request: FastifyRequest, reply: FastifyReply): object {
  return {
    requestId: request.id,
    method: request.method,
    route: request.is404 ? 'none' : request.routeOptions.url,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    organization: request.tenant?.slug ?? request.caller?.organization?.slug,
    tokenId: request.caller?.tokenId ?? undefined,
  };
}
