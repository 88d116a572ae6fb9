import { createTemplate, dropTemplate } from './template-database.js';
import { startTestCluster } from './test-cluster.js';

let takeDown: () => Promise<void> = () => Promise.resolve();

/**
 * Once per run: a server (TEST_DATABASE_URL, whose role may create databases, or else a throw-away one) and a migrated
 * database to copy. The workers find both through the environment; see `createTestDatabase`.
 */
export default async function globalSetup(): Promise<void> {
  const given = process.env.TEST_DATABASE_URL;
  const cluster = given ? undefined : await startTestCluster();
  const url = given ?? cluster?.url ?? '';
  const template = await createTemplate(url);
  takeDown = () => (cluster ? cluster.stop() : dropTemplate(url, template));
  process.env.MUSTER_TEST_SERVER_URL = url;
  process.env.MUSTER_TEST_TEMPLATE = template;
}

/** What `global-teardown` calls: both run in the same process. */
export async function takeDownServer(): Promise<void> {
  await takeDown();
}
