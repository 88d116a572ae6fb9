import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { loadConfig } from '../../src/config/load-config.js';
import { createApp, listen } from '../../src/http/create-app.js';
import { createLog } from '../../src/http/log.js';
import { request, type Answer } from '../support/http-client.js';
import { createTestDatabase } from '../support/test-database.js';

export interface ScimApp {
  readonly slug: string;
  readonly organizationId: string;
  readonly pool: pg.Pool;
  readonly url: string;
  scim(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

export async function startScimApp(): Promise<ScimApp> {
  const database = await createTestDatabase();
  const config = loadConfig(
    { PORT: '0', SCHEDULER: 'off', LOG_FORMAT: 'json', LOG_LEVEL: 'error', DATABASE_URL: database.url },
    false,
  );
  const parts = { config, databaseUrl: database.url, encryptionKey: randomBytes(32) };
  const app = await createApp(parts, createLog(config));
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  const slug = 'acme';
  const { rows } = await pool.query(
    `insert into organization (slug, name, environment, timezone, sync_time) values ($1, 'Acme', 'production', 'UTC', '06:00') returning id`,
    [slug],
  );
  const organizationId: string = rows[0].id;
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addHook('preHandler', (req, _reply, done) => {
    const organization = { id: organizationId, slug, environment: 'production', directorySyncEnabled: true } as const;
    req.caller = { tokenId: null, tokenName: 'Entra', scope: 'scim', organization, environment: null };
    req.tenant = organization;
    done();
  });
  const url = await listen(app, parts);
  return {
    slug,
    organizationId,
    pool,
    url,
    scim: (method, path, body, headers) =>
      request(url, method, `/scim/v2/${slug}${path}`, { body, ...(headers ? { headers } : {}) }),
    async stop() {
      await app.close();
      await pool.end();
      await database.drop();
    },
  };
}
