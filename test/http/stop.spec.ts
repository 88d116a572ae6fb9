import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startTestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

describe('stopping', () => {
  it('does not wait for clients that never finish their request', async () => {
    const app = await startTestApp();
    const { hostname, port } = new URL(app.url);
    const beginnings = [
      '',
      'GET /health/live HTT',
      'POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\ng',
    ];
    const sockets: Socket[] = [];
    for (const beginning of beginnings) {
      const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
      socket.on('error', () => socket.destroy());
      await once(socket, 'connect');
      socket.write(beginning);
      sockets.push(socket);
    }
    // The last of them has been read when this one, which came later, is answered.
    expect((await app.request('GET', '/health/live')).status).toBe(200);
    const began = performance.now();
    await app.stop();
    expect(performance.now() - began).toBeLessThan(10_000);
    for (const socket of sockets) socket.destroy();
  });

  it('lets a request finish that has come', async () => {
    const app = await startTestApp();
    const lock = await app.pool.connect();
    await lock.query('begin');
    await lock.query('lock table organization in access exclusive mode');
    const answer = app.request('GET', '/api/v1/organizations', { token: app.platformToken });
    const waiting = `select 1 from pg_locks where not granted and relation = 'organization'::regclass`;
    await until('the request waits for the lock', async () => (await app.pool.query(waiting)).rowCount !== 0);
    const stopped = app.stop();
    await lock.query('commit');
    lock.release();
    expect((await answer).status).toBe(200);
    await stopped;
  });
});
