import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { networkInterfaces } from 'node:os';
import { request } from '../support/http-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** An address of this machine that is not loopback: who calls from it comes from elsewhere, as far as sockets can tell. */
const elsewhere = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

const onNetwork = elsewhere === undefined ? it.skip : it;

describe('metrics, asked for from the network', () => {
  let app: TestApp;
  let base: string;

  beforeAll(async () => {
    app = await startTestApp({ env: { HOST: '0.0.0.0' } });
    base = `http://${elsewhere}:${new URL(app.url).port}`;
  });

  afterAll(() => app.stop());

  onNetwork('need the platform token', async () => {
    const answer = await request(base, 'GET', '/metrics');
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.text).not.toContain('muster_');
    const scraped = await request(base, 'GET', '/metrics', { token: app.platformToken });
    expect([scraped.status, scraped.text.includes('muster_database_up 1')]).toEqual([200, true]);
  });

  onNetwork('are not opened by claiming to be a neighbour', async () => {
    for (const header of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'host']) {
      const answer = await request(base, 'GET', '/metrics', { headers: { [header]: '127.0.0.1' } });
      expect([header, answer.status]).toEqual([header, 401]);
    }
  });

  it('are open on loopback', async () => {
    const { port } = new URL(app.url);
    expect((await request(`http://127.0.0.1:${port}`, 'GET', '/metrics')).status).toBe(200);
  });
});
