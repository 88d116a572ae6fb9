import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type TokenScope, tokenScopes } from '../../credentials/caller.js';
import { chapterOf, chapters } from './chapters.js';
import { addCommonAnswers, type Operation } from './common-answers.js';
import { fillGapsOf, fillGapsOfSchemas } from './fill-gaps.js';
import { describePathParameters } from './path-parameters.js';
import { problemSchema } from './problem.schema.js';
import { operationId, routeScopes } from './route-scopes.js';

const description = `Muster stands between a company's directory (Microsoft Entra, over SCIM), its learning platform and
its compliance tracker (LCVista).

Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`. Lists answer \`items\`, \`nextCursor\` and \`total\`;
pass \`nextCursor\` as \`cursor\` for the next page. Instants are ISO 8601 in UTC.`;

const schemes: Record<TokenScope, string> = {
  platform: 'The installation: everything below `/api/v1`.',
  admin: 'One organization: everything below it, except its environment and switching directory sync.',
  viewer: 'One organization: reading, token lists excluded.',
  scim: 'One organization: its SCIM endpoint.',
  claim: 'One environment: the login flow of the learning platform.',
};

/** The OpenAPI document of the whole service, made of the controllers; no provider is called for it. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, frame(), { operationIdFactory: operationId });
  document.components = { ...document.components };
  document.components.schemas = { ...document.components.schemas, Problem: problemSchema };
  fillGapsOfSchemas(document.components.schemas);
  const scopes = routeScopes(app);
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of operationsOf(item)) {
      operation.tags = [chapterOf(path)];
      const allowed = scopes.get(operation.operationId ?? '');
      operation.security = allowed?.map((scope) => ({ [scope]: [] })) ?? operation.security ?? [];
      describePathParameters(path, operation);
      addCommonAnswers(path, method, operation, allowed !== undefined);
      fillGapsOf(operation);
    }
  }
  const used = new Set(
    Object.values(document.paths)
      .flatMap(operationsOf)
      .flatMap(([, { tags }]) => tags ?? []),
  );
  document.tags = chapters.filter(({ name }) => used.has(name)).map(({ name, description }) => ({ name, description }));
  return document;
}

function frame(): ReturnType<DocumentBuilder['build']> {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Muster')
    .setDescription(description)
    .setVersion('1');
  for (const scope of tokenScopes) {
    builder.addBearerAuth({ type: 'http', scheme: 'bearer', description: schemes[scope] }, scope);
  }
  return builder.build();
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

type PathItem = OpenAPIObject['paths'][string];

function operationsOf(item: PathItem): [method: string, operation: Operation][] {
  return methods.flatMap((method) => {
    const operation = item[method];
    return operation === undefined ? [] : [[method, operation] as [string, Operation]];
  });
}
