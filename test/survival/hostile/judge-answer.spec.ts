import { afterEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { projectRoot, startService } from '../../process/running-service.js';
import type { HostileRequest } from './hostile-request.js';
import { AnswerJudge, longestMs } from './judge-answer.js';
import { type RawAnswer, RawConnection, sendAlone } from './raw-http.js';

const canary = 'zq0123456789ab';
const judge = new AnswerJudge(JSON.parse(readFileSync(`${projectRoot}/test/snapshots/openapi.json`, 'utf8')), canary);

const secure = [
  ['content-security-policy', "default-src 'none'"],
  ['strict-transport-security', 'max-age=1'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
] as const;

function asked(request: Partial<HostileRequest> = {}): HostileRequest {
  return {
    method: 'GET',
    target: '/api/v1/organizations/acme/nothing',
    caller: 'admin',
    headers: [],
    body: null,
    ...request,
  };
}

function problem(status: number, more: object = {}): object {
  const errors = status === 400 ? { errors: [{ field: 'x', message: 'is wrong' }] } : {};
  return {
    type: 'about:blank',
    title: 'No',
    status,
    detail: 'It is not so.',
    code: 'no',
    requestId: 'r',
    ...errors,
    ...more,
  };
}

const problemType = 'application/problem+json; charset=utf-8';
const scimType = 'application/scim+json; charset=utf-8';
const scimError = { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '400', detail: 'No.' };

interface Given {
  readonly type?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly without?: string;
  readonly ms?: number;
}

function answered(
  status: number,
  body: unknown,
  { type = problemType, headers = [], without, ms = 1 }: Given = {},
): RawAnswer {
  const all = [...secure, ['content-type', type] as const, ...headers].filter(([name]) => name !== without);
  return { status, headers: new Map(all), text: typeof body === 'string' ? body : JSON.stringify(body), ms };
}

const plain = { type: 'text/plain' };
const scim = { target: '/scim/v2/acme/Users/x' };
const list = { target: '/api/v1/organizations' };

describe('what nobody may get is noticed', () => {
  const violations: [what: string, request: HostileRequest, answer: RawAnswer, message: RegExp][] = [
    ['an answer too late', asked(), answered(404, problem(404), { ms: longestMs + 1 }), /^answered after/],
    ['a fault', asked(), answered(500, problem(500)), /^a fault of ours/],
    ['a bad gateway', asked(), answered(502, problem(502)), /^a fault of ours/],
    ['503 that does not say until when', asked(), answered(503, problem(503)), /^a fault of ours/],
    ['501 where RFC 7644 wants none', asked(scim), answered(501, problem(501)), /^a fault of ours/],
    ['a text of the neighbour', asked(), answered(200, `x${canary}y`, plain), /^another organization's data/],
    ['the same in capitals', asked(), answered(200, canary.toUpperCase(), plain), /^another organization's data/],
    ['in a header', asked(), answered(404, problem(404), { headers: [['location', `/${canary}`]] }), /^another org/],
    ['to the platform on a path of acme', asked({ caller: 'platform' }), answered(200, canary, plain), /^another org/],
    ['to the neighbour there', asked({ ...scim, caller: 'foreignScim' }), answered(200, canary, plain), /^another org/],
    ['a stack', asked(), answered(404, problem(404, { detail: 'No\n    at work (a:1:2)' })), /^internal text/],
    ['a line of a program', asked(), answered(404, problem(404, { detail: 'x.js:12' })), /^internal text/],
    ['a package', asked(), answered(404, problem(404, { detail: 'in node_modules' })), /^internal text/],
    ['the name of an error', asked(), answered(404, problem(404, { detail: 'TypeError: x' })), /^internal text/],
    ['a place on the machine', asked(), answered(404, problem(404, { detail: 'no /tmp/x' })), /^internal text/],
    ['a file', asked(), answered(404, problem(404, { detail: 'no file:///app' })), /^internal text/],
    ['a statement', asked(), answered(404, problem(404, { detail: 'select a from b' })), /^internal text/],
    ['words of the database', asked(), answered(404, problem(404, { detail: 'it violates x' })), /^internal text/],
    ['internals in a header', asked(), answered(404, problem(404), { headers: [['x', 'pg_x']] }), /^internal text/],
    ...secure.map(([name]): [string, HostileRequest, RawAnswer, RegExp] => [
      `no ${name}`,
      asked(),
      answered(404, problem(404), { without: name }),
      new RegExp(`^no ${name}`),
    ]),
    ['a refusal in words only', asked(), answered(404, 'Not Found'), /^a refusal that is no JSON object/],
    ['a refusal of another kind', asked(), answered(404, {}, { type: 'application/json' }), /^no problem document/],
    ...['type', 'title', 'detail', 'code', 'requestId'].map((name): [string, HostileRequest, RawAnswer, RegExp] => [
      `a problem without ${name}`,
      asked(),
      answered(404, problem(404, { [name]: undefined })),
      new RegExp(`^a problem without ${name}`),
    ]),
    ['a problem of another status', asked(), answered(404, problem(409)), /^a problem of another status/],
    ['a 400 that names nothing', asked(), answered(400, problem(400, { errors: [] })), /^a 400 that names nothing/],
    ['a problem below /scim', asked(scim), answered(404, problem(404)), /^no SCIM error/],
    [
      'a SCIM error of no schema',
      asked(scim),
      answered(400, { ...scimError, schemas: [] }, { type: scimType }),
      /SCIM/,
    ],
    ['a SCIM error of another status', asked(scim), answered(404, scimError, { type: scimType }), /^no SCIM error/],
    ['a status that is not documented', asked(list), answered(418, problem(418)), /not documented/],
    ['a type that is not documented', asked(list), answered(200, 'x', { type: 'text/html' }), /not documented/],
    [
      'a body that is not as documented',
      asked(list),
      answered(200, { items: 7 }, { type: 'application/json' }),
      /as doc/,
    ],
  ];

  it.each(violations)('%s', (_, request, answer, message) => {
    expect(() => judge.check(request, answer)).toThrow(message);
  });
});

describe('what anybody may get is let through', () => {
  const target = '/api/v1/nothing%20at%20(a.js:1:2)';
  const fine: [what: string, request: HostileRequest, answer: RawAnswer][] = [
    ['a problem document', asked(), answered(404, problem(404))],
    ['a SCIM error', asked(scim), answered(400, scimError, { type: scimType })],
    ['503 that says until when', asked(), answered(503, problem(503), { headers: [['retry-after', '1']] })],
    [
      '501 of /Me',
      asked({ target: '/scim/v2/acme/Me' }),
      answered(501, { ...scimError, status: '501' }, { type: scimType }),
    ],
    ['what was asked', asked({ target }), answered(404, problem(404, { detail: 'Cannot GET /nothing at (a.js:1:2)' }))],
    [
      'their own to the neighbour',
      asked({ target: '/api/v1/x', caller: 'foreignAdmin' }),
      answered(200, canary, plain),
    ],
  ];

  it.each(fine)('%s', (_, request, answer) => {
    expect(() => judge.check(request, answer)).not.toThrow();
  });
});

describe('a service that breaks the conversation is noticed', () => {
  let server: Server;
  const sockets = new Set<Socket>();

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  async function serving(whatever: (socket: Socket) => void): Promise<number> {
    server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => whatever(socket));
      socket.once('end', () => whatever(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as { port: number }).port;
  }

  const once = 'HTTP/1.1 204 No Content\r\n\r\n';

  it.each([
    ['when it goes away without an answer', (socket: Socket) => socket.destroy(), /closed without an answer/],
    ['when it answers twice', (socket: Socket) => socket.write(once + once), /more than one answer/],
    ['when it does not speak HTTP', (socket: Socket) => socket.write('hello\r\n\r\n'), /no status line/],
    ['when it says nothing', () => undefined, /no answer within 300 ms/],
  ])('%s', async (_, whatever, message) => {
    const connection = new RawConnection(await serving(whatever), 300);
    await expect(connection.ask(Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'GET')).rejects.toThrow(message);
    connection.close();
  });

  it('when it keeps a connection that is closed on the other side', async () => {
    const port = await serving(() => undefined);
    await expect(sendAlone(port, Buffer.from('GET'), 300)).rejects.toThrow('not closed by the service within 300 ms');
  });
});

it('memory that is kept is noticed', async () => {
  const keeps = `
    const kept = [];
    process.on('SIGHUP', () => { kept.push(Buffer.alloc(60_000_000), 'x'.repeat(1_000).split('')); console.log('kept'); });
    setInterval(() => undefined, 1_000);
    console.log('{"address":"none"}');`;
  const flags = ['--expose-gc', '--import', `${projectRoot}/dist-test/test/survival/hostile/tell-heap.js`];
  const service = await startService([process.execPath, ...flags, '--eval', keeps], {});
  const heap = async (time: number): Promise<number> => {
    service.process.kill('SIGUSR2');
    return Number(await service.says(new RegExp(`heap ${time}: (\\d+) of`)));
  };
  try {
    const before = await heap(1);
    service.process.kill('SIGHUP');
    await service.says(/kept/);
    expect((await heap(2)) - before).toBeGreaterThan(60_000_000);
  } finally {
    service.process.kill('SIGKILL');
    await service.ended();
  }
});
