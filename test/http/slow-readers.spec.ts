import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { startTestApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
let server: Server;

beforeAll(async () => {
  app = await startTestApp();
  server = app.app.getHttpServer();
});

afterAll(() => app.stop());

it('a connection has its limits: to send a request, between two, and to read the answer', () => {
  const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = server;
  expect({ headersTimeout, requestTimeout, keepAliveTimeout, timeout }).toEqual({
    headersTimeout: 60_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 72_000,
    timeout: 90_000,
  });
});

it('who asks and does not read loses the connection', async () => {
  const before = server.timeout;
  server.timeout = 300;
  const { hostname, port } = new URL(app.url);
  const socket = connect({ port: Number(port), host: hostname });
  const closed = new Promise<void>((resolve) => socket.on('error', () => undefined).on('close', () => resolve()));
  try {
    // Far more than the way holds.
    socket.pause().write('GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(60));
    const connections = (): Promise<number> =>
      new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    while ((await connections()) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    while ((await connections()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    let read = 0;
    socket.on('data', (chunk) => (read += chunk.length));
    socket.resume();
    await closed;
    expect(read).toBeLessThan(60 * 300_000);
  } finally {
    server.timeout = before;
    socket.destroy();
  }
}, 10_000);
