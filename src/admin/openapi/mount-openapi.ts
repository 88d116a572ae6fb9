import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './openapi-document.js';

/**
 * Serves the document at `/openapi.json`, and with `ui` Swagger UI at `/docs`. The document is made at the first request.
 *
 * @param options.ui the static files of Swagger UI load in a running server only, not below Jest
 */
export function mountOpenApi(app: INestApplication, options: { ui: boolean }): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    ui: options.ui,
    raw: ['json'],
    jsonDocumentUrl: '/openapi.json',
    customSiteTitle: 'Muster API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}
