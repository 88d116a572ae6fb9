import fastify from 'fastify';
import pg from 'pg';
import { claimRoutes } from './claim-routes.js';
import { groupRoutes } from './group-routes.js';
import { userRoutes } from './user-routes.js';

/**
 * The floor: the same HTTP adapter and one hand-written statement per route on the same tables, with the same answers to
 * reads; no framework, no credentials, no events, no log. Nothing that does the same work with these two libraries can be
 * much faster.
 */
const { DATABASE_URL, ORGANIZATIONS = '{}' } = process.env;
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 20 });
const organizations = new Map(Object.entries(JSON.parse(ORGANIZATIONS) as Record<string, string>));
const app = fastify();
app.addContentTypeParser('application/scim+json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
userRoutes(app, pool, organizations);
groupRoutes(app, pool, organizations);
claimRoutes(app, pool, organizations);
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`listening on ${address}\n`);

const parent = process.ppid;
const stop = (): void => process.exit(0);
process.on('SIGTERM', stop);
setInterval(() => {
  if (process.ppid !== parent) stop();
}, 300);
