import type { INestApplication } from '@nestjs/common';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { openApiDocument } from './openapi-document.js';

/**
 * Serves the document at `/openapi.json`, and with `ui` Swagger UI at `/docs`. The document is made at the first request,
 * and written out once: it is large, and open to everybody who wants to keep us busy.
 *
 * @param options.ui the static files of Swagger UI load in a running server only, not below Jest
 */
export function mountOpenApi(app: INestApplication, options: { ui: boolean }): void {
  let document: OpenAPIObject | undefined;
  let written: Buffer | undefined;
  const made = (): OpenAPIObject => (document ??= openApiDocument(app));
  SwaggerModule.setup('docs', app, made, {
    ui: options.ui,
    raw: false,
    customSiteTitle: 'Muster API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
  app.getHttpAdapter().get('/openapi.json', (_request: unknown, reply: FastifyReply) => {
    written ??= Buffer.from(JSON.stringify(made()));
    void reply.type('application/json; charset=utf-8').send(written);
  });
}
