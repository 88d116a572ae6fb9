import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { startTestApp, type TestApp } from '../support/test-app.js';

const scimError = 'urn:ietf:params:scim:api:messages:2.0:Error';

describe('the HTTP floor', () => {
  const lines: string[] = [];
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ onLog: (line) => lines.push(line) });
  });

  afterAll(() => app.stop());

  it('answers an unknown route with a problem document', async () => {
    const answer = await app.request('GET', '/nowhere');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'Cannot GET /nowhere',
      code: 'route-not-found',
      requestId: answer.headers.get('x-request-id'),
    });
  });

  it('answers below /scim with a SCIM error', async () => {
    const answer = await app.request('GET', '/scim/v2/acme/Users');
    expect(answer.headers.get('content-type')).toContain('application/scim+json');
    expect(answer.body).toMatchObject({ schemas: [scimError], status: String(answer.status) });
  });

  it('takes a harmless request id and replaces any other', async () => {
    const taken = await app.request('GET', '/nowhere', { headers: { 'x-request-id': 'entra-42' } });
    expect(taken.headers.get('x-request-id')).toBe('entra-42');
    const replaced = await app.request('GET', '/nowhere', { headers: { 'x-request-id': 'a b<script>' } });
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('logs one line per request: the route, never the address', async () => {
    await app.request('GET', '/nowhere?email=jane@acme.com', { headers: { 'x-request-id': 'one-line' } });
    const logged = lines.filter((line) => line.includes('one-line'));
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({
      method: 'GET',
      route: 'none',
      status: 404,
      requestId: 'one-line',
    });
    expect(lines.join('')).not.toContain('jane@acme.com');
  });

  it('answers an address that cannot be decoded, and what is not HTTP at all', async () => {
    const undecodable = await app.request('GET', '/%zz');
    expect([undecodable.status, undecodable.body.code]).toEqual([400, 'bad-request']);
    expect(undecodable.body.errors).toEqual([{ field: 'request', message: 'The address cannot be decoded.' }]);
    const nonsense = await sendRaw(app.url, 'nonsense\r\n\r\n');
    expect(JSON.parse(nonsense.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      code: 'unreadable-request',
      errors: [{ field: 'request', message: 'The request could not be read.' }],
    });
    expect(await sendRaw(app.url, `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)).toContain('HTTP/1.1 431');
  });

  it('answers in its own words what the framework and Node would refuse in theirs', async () => {
    const nameless = await sendRaw(app.url, 'GET /health/live HTTP/1.1\r\nconnection: close\r\n\r\n');
    expect(nameless).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*"The Host header is missing."/s);
    expect(await sendRaw(app.url, 'GET /health/live HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
    const wish = 'host: x\r\nexpect: a miracle\r\nconnection: close\r\n\r\n';
    const unmet = await sendRaw(app.url, `GET /health/live HTTP/1.1\r\n${wish}`);
    expect(unmet).toMatch(/^HTTP\/1\.1 417 .*application\/problem\+json.*"Only 100-continue can be expected."/s);
    expect(await sendRaw(app.url, `GET /scim/v2/acme/Users HTTP/1.1\r\n${wish}`)).toMatch(
      /scim\+json.*messages:2\.0:Error/s,
    );
  });

  it('takes an address with scheme and host for what it is', async () => {
    const ask = (address: string): Promise<string> =>
      sendRaw(app.url, `GET ${address} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(await ask('http://muster.test/health/live')).toMatch(/^HTTP\/1\.1 200 /);
    expect(await ask('HTTPS://muster.test?x=1')).toMatch(/^HTTP\/1\.1 404 .*"route-not-found"/s);
    const scim = await ask('http://muster.test/scim/v2/acme/Users');
    expect(scim).toMatch(/^HTTP\/1\.1 401 .*application\/scim\+json/s);
    const known = await sendRaw(
      app.url,
      `GET http://muster.test/api/v1/organizations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${app.platformToken}\r\nconnection: close\r\n\r\n`,
    );
    expect(known).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('gives one answer to a request, also when the rest of its body is broken', async () => {
    const head = 'GET /nowhere HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n';
    const answers = await new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(app.url);
      const socket = connect(Number(port), hostname, () => socket.write(head));
      let read = '';
      socket.on('data', (chunk: Buffer) => {
        if (read === '') socket.write('no chunk\r\n');
        read += chunk.toString();
      });
      socket.on('close', () => resolve(read));
      socket.on('error', reject);
    });
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 404']);
  });

  it('does not echo an address that it cannot read', async () => {
    const undecodable = await app.request('GET', '/api/v1/organizations/%zz');
    expect([undecodable.status, undecodable.text.includes('%zz')]).toEqual([400, false]);
    const long = 'x'.repeat(3_000);
    const answer = await app.request('GET', `/api/v1/organizations/${long}`);
    expect([answer.status, answer.body.code, answer.text.includes(long)]).toEqual([414, 'uri-too-long', false]);
  });

  it('answers headers without end in the form of the address, as far as it can be seen', async () => {
    const endless = `x: ${'x'.repeat(20_000)}\r\n\r\n`;
    const scim = await sendRaw(app.url, `GET /scim/v2/acme/Users HTTP/1.1\r\n${endless}`);
    expect(scim).toMatch(/^HTTP\/1\.1 431 .*application\/scim\+json/s);
    expect(JSON.parse(scim.split('\r\n\r\n')[1] ?? '')).toEqual({
      schemas: [scimError],
      status: '431',
      detail: 'The request could not be read.',
    });
    const other = await sendRaw(app.url, `GET /api/v1/scim/ HTTP/1.1\r\n${endless}`);
    expect(other).toMatch(/^HTTP\/1\.1 431 .*application\/problem\+json/s);
  });

  it.each([1_048_577, 6_000_000])('names the limit to a body of %i bytes', async (size) => {
    const body = JSON.stringify('x'.repeat(size - 2));
    const answer = await app.request('POST', '/api/v1/organizations', { token: app.platformToken, body });
    expect([answer.status, answer.body.code]).toEqual([413, 'body-too-large']);
    expect(answer.body.detail).toContain('1048576 bytes');
  });

  it('lets a client that sends too much see the answer, and go on', async () => {
    const { hostname, port } = new URL(app.url);
    const head = `POST /api/v1/organizations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${app.platformToken}\r\n`;
    const answers = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(`${head}content-length: 8000000\r\n\r\n`));
      let read = '';
      socket.on('data', (chunk: Buffer) => {
        if (read === '') {
          socket.write(Buffer.alloc(8_000_000, 'x'));
          socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
        }
        read += chunk.toString();
      });
      socket.on('close', () => resolve(read));
      socket.on('error', reject);
    });
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  it.each([
    ['malformed-json', '{"slug": ', 'body', 'is not valid JSON'],
    ['malformed-text', Uint8Array.of(0x22, 0xff, 0x22), 'body', 'is not valid UTF-8'],
    ['validation-failed', '"\\u0000"', 'body', 'must not contain NUL characters or lone surrogates'],
    ['validation-failed', '{"name": "\\ud800"}', 'name', 'must not contain NUL characters or lone surrogates'],
  ])('names the fault of a body: %s', async (code, body, field, message) => {
    const answer = await app.request('POST', '/api/v1/organizations', { token: app.platformToken, body });
    expect([answer.status, answer.body.code, answer.body.errors]).toEqual([400, code, [{ field, message }]]);
  });

  it('refuses compressed bodies', async () => {
    const answer = await app.request('POST', '/api/v1/organizations', {
      token: app.platformToken,
      body: gzipSync('{}'),
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported-media-type']);
    expect(answer.headers.get('accept-encoding')).toBe('identity');
    const unread = await app.request('GET', '/health/live', { headers: { 'content-encoding': 'gzip' } });
    expect(unread.status).toBe(200);
  });

  it('carries the headers that a browser needs to stay safe', async () => {
    const { headers } = await app.request('GET', '/nowhere');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

/** Sends bytes as they are. @returns what came back until the connection was closed */
function sendRaw(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
