import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { bareAnswer } from './bare-answer.js';
import { HttpRefusal } from './problem.js';
import { isScimPath } from './paths.js';

const statuses: Record<string, number | undefined> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** What is known of such a request: the bytes that came last, and only when it was the syntax that broke. */
interface UnreadableError extends NodeJS.ErrnoException {
  readonly rawPacket?: unknown;
}

interface Exchange {
  readonly request: Pick<IncomingMessage, 'complete'>;
  readonly response: Pick<ServerResponse, 'headersSent' | 'writableEnded' | 'writableFinished'>;
}

/** The last request of each connection whose head could be read. */
const exchanges = new WeakMap<Socket, Exchange>();

/** The last request of a connection; undefined while no head has come that could be read. */
export function exchangeOn(socket: Socket): Exchange | undefined {
  return exchanges.get(socket);
}

/** Answers what is not even HTTP, on the bare socket: headers without end, broken syntax, a request that never ends. */
export function answerUnreadable(error: UnreadableError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const last = exchanges.get(socket);
  // The rest of a request that has its answer already: another one would be taken for the answer to the next request.
  if (last !== undefined && !last.request.complete && last.response.writableEnded) {
    socket.end();
    return;
  }
  const status = statuses[error.code ?? ''] ?? 400;
  const { title, headers, body } = bareAnswer(status, beginsScim(error.rawPacket), 'The request could not be read.');
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${lines.join('')}\r\n${body}`);
}

/** Whether the bytes begin with the request line of a SCIM call. */
function beginsScim(packet: unknown): boolean {
  return Buffer.isBuffer(packet) && /^[A-Z]+ \/scim[/?]/.test(packet.toString('latin1', 0, 32));
}

/**
 * What the framework or Node would answer in words of their own, or with none: a request without the name of its host
 * (RFC 9112 section 3.2), and one that expects what nobody can do (RFC 9110 section 10.1.1). Call before other hooks are
 * added; the server must be told to let requests without a host through.
 */
export function refuseUnreadable(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ raw, headers }, reply, done) => {
    exchanges.set(raw.socket, { request: raw, response: reply.raw });
    const nameless = headers.host === undefined && raw.httpVersion !== '1.0';
    done(nameless ? new HttpRefusal(400, 'The Host header is missing.') : undefined);
  });
  fastify.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const { status, headers, body } = bareAnswer(
      417,
      isScimPath(request.url ?? ''),
      'Only 100-continue can be expected.',
    );
    response.writeHead(status, headers).end(body);
  });
}
