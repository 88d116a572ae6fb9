import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { TcpProxy } from '../support/tcp-proxy.js';

describe('a database that is cut off without a word', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let app: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    const address = new URL(database.url);
    proxy = await TcpProxy.start(Number(address.port));
    address.host = `127.0.0.1:${proxy.port}`;
    app = await startTestApp({ database: { ...database, url: address.href } });
  });

  afterAll(async () => {
    await app.stop();
    await proxy.stop();
    await database.drop();
  });

  it('is told by the readiness before a balancer loses patience, and so is its return', async () => {
    expect((await app.request('GET', '/health/ready')).status).toBe(200);
    proxy.silence();
    const begun = performance.now();
    const { status, body } = await app.request('GET', '/health/ready');
    expect([status, body.checks.database.detail]).toEqual([503, 'does not answer']);
    expect(performance.now() - begun).toBeLessThan(4_500);
    proxy.heal();
    proxy.cut();
    expect((await app.request('GET', '/health/ready')).status).toBe(200);
  });
});
