import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { writeFile } from 'node:fs/promises';
import { openApiDocument } from './admin/openapi/openapi-document.js';
import { AppModule } from './app.module.js';
import { loadConfig } from './config/load-config.js';

/** `npm run openapi`: writes `openapi.json`. Nothing is constructed (preview), so no database is needed. */
const parts = {
  config: loadConfig({}, false),
  databaseUrl: 'postgres://nowhere/none',
  encryptionKey: Buffer.alloc(32),
};
const app = await NestFactory.create(AppModule.of(parts), new FastifyAdapter(), { preview: true, logger: false });
const document = openApiDocument(app);
await writeFile('openapi.json', `${JSON.stringify(document, null, 2)}\n`);
process.stdout.write(`openapi.json: ${Object.keys(document.paths).length} paths\n`);
