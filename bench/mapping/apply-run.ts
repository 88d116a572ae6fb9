import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { encryptionKey } from '../../src/config/encryption-key.js';
import { loadConfig } from '../../src/config/load-config.js';
import { SyncRunner } from '../../src/lcvista/sync/sync-runner.js';
import { cpuOf, memoryOf } from '../measure/process-use.js';

/** A process of its own that applies one run by the service's code, and tells in a line of JSON what it took. */
const [organizationId = '', runId = ''] = process.argv.slice(2);
const config = loadConfig(process.env, false);
const parts = { config, databaseUrl: config.databaseUrl ?? '', encryptionKey: await encryptionKey(config) };
const app = await NestFactory.createApplicationContext(AppModule.of(parts), { logger: ['error', 'warn'] });
const before = memoryOf('self');
const start = performance.now();
const outcome = await app
  .get(SyncRunner, { strict: false })
  .execute(organizationId, runId, new AbortController().signal);
const seconds = (performance.now() - start) / 1_000;
const told = { outcome, seconds, cpu: cpuOf(process.pid), before, after: memoryOf('self') };
await app.close();
process.stdout.write(`applied ${JSON.stringify(told)}\n`);
