import type { IncomingMessage } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { mountOpenApi } from '../admin/openapi/mount-openapi.js';
import { AppModule, type Parts } from '../app.module.js';
import { PublicAddress } from '../config/public-address.js';
import { Admission } from '../credentials/admission/admission.js';
import { installAuthentication } from '../credentials/admission/install-authentication.js';
import { Database } from '../database/database.js';
import { Departure, installDeparture } from '../health/departure.js';
import { RequestMetrics } from '../health/metrics/request-metrics.js';
import { scimBodyLimit } from './body-limits.js';
import { installBodyParsers } from './body-parsers.js';
import { refuseCodedBodies } from './coded-bodies.js';
import { endConnectionsAtStop } from './connections-at-stop.js';
import { answerUnreadable, refuseUnreadable } from './unreadable-request.js';
import { UnaskedQueryGuard } from './unasked-query.guard.js';
import { unreadableAddress } from './unreadable-address.js';
import { ErrorFilter } from './error.filter.js';
import { KnownRoutes } from './known-routes.js';
import { OpenRequests } from './open-requests.js';
import { FrameworkLog } from './log.js';
import {
  installMethodCheck,
  installRequestIds,
  installRequestLog,
  installRequestMetrics,
  requestIdOf,
} from './request-life.js';
import { installSecurityHeaders, securityHeaders } from './security-headers.js';
import { originForm } from './paths.js';
import { createValidationPipe } from './validation.js';

/**
 * Puts the application together: it is ready to listen, but does not yet.
 *
 * @param parts settings, an address of a migrated database, the encryption key
 * @param log where lines go
 * @param ui whether Swagger UI is served; it needs a running server, so tests leave it out
 */
export async function createApp(parts: Parts, log: Logger, ui = false): Promise<NestFastifyApplication> {
  const errors = new ErrorFilter();
  const adapter = createAdapter(errors);
  const fastify: FastifyInstance = adapter.getInstance();
  const routes = new KnownRoutes();
  routes.watch(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(parts), adapter, {
    logger: new FrameworkLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalFilters(errors);
  app.useGlobalGuards(new UnaskedQueryGuard());
  app.useGlobalPipes(createValidationPipe());
  const requests = new OpenRequests(errors, parts.answerWithinMs);
  installRequestIds(fastify);
  installSecurityHeaders(fastify);
  requests.watch(fastify);
  refuseUnreadable(fastify);
  endConnectionsAtStop(fastify, app.get(Departure), requests);
  fastify.server.once('close', () => app.get(Database).endSoon());
  installRequestLog(fastify, log);
  installRequestMetrics(fastify, app.get(RequestMetrics));
  installDeparture(fastify, app.get(Departure));
  installAuthentication(fastify, app.get(Admission));
  installMethodCheck(fastify, routes);
  refuseCodedBodies(fastify);
  installBodyParsers(fastify);
  mountOpenApi(app, { ui });
  await app.init();
  return app;
}

/**
 * Listens, and makes links begin with the address that was given unless another is configured.
 *
 * @returns the address that the process listens on
 */
export async function listen(app: NestFastifyApplication, parts: Parts): Promise<string> {
  const { port, host, publicUrl } = parts.config;
  await app.listen(port, host);
  const bound: unknown = app.getHttpServer().address();
  const boundPort = typeof bound === 'object' && bound !== null ? Number(Reflect.get(bound, 'port')) : port;
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`;
  if (publicUrl === null) app.get(PublicAddress).listensOn(address);
  return address;
}

/**
 * How long a connection may take, in milliseconds: to send a request; between two requests; and without a byte in either
 * direction, which is somebody who does not read what he has asked for. The last is longer than any answer takes.
 */
const patience = { requestTimeout: 60_000, keepAliveTimeout: 72_000, connectionTimeout: 90_000 };

/** Slow requests are looked for so often; each is ended so much later at most. */
const lookEveryMs = 15_000;

function createAdapter(errors: ErrorFilter): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: scimBodyLimit,
    genReqId: requestIdOf,
    rewriteUrl: (request: IncomingMessage) => originForm(request.url ?? '/'),
    ...patience,
    http: { requireHostHeader: false, connectionsCheckingInterval: lookEveryMs },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // An address that cannot be read never reaches a route, nor the hooks.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      errors.answer(
        unreadableAddress(error, request.url),
        request,
        reply.headers({ ...securityHeaders, 'x-request-id': request.id }),
      ),
    clientErrorHandler: answerUnreadable,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_000 },
  });
}
