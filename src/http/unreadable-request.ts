import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ScimError } from '../scim-core/messages/scim-error.js';

const statuses: Record<string, number | undefined> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
const detail = 'The request could not be read.';

/** What is known of such a request: the bytes that came last, and only when it was the syntax that broke. */
interface UnreadableError extends NodeJS.ErrnoException {
  readonly rawPacket?: unknown;
}

/** Answers what is not even HTTP, on the bare socket: headers without end, broken syntax, a request that never ends. */
export function answerUnreadable(error: UnreadableError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statuses[error.code ?? ''] ?? 400;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const { type, body } = beginsScim(error.rawPacket) ? scimError(status) : problem(status, title);
  const head = `HTTP/1.1 ${status} ${title}\r\ncontent-type: ${type}; charset=utf-8`;
  socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

/** Whether the bytes begin with the request line of a SCIM call. */
function beginsScim(packet: unknown): boolean {
  return Buffer.isBuffer(packet) && /^[A-Z]+ \/scim[/?]/.test(packet.toString('latin1', 0, 32));
}

function scimError(status: number): { type: string; body: string } {
  return { type: 'application/scim+json', body: JSON.stringify(new ScimError(status, detail).toBody()) };
}

function problem(status: number, title: string): { type: string; body: string } {
  const errors = status === 400 ? { errors: [{ field: 'request', message: 'could not be read' }] } : {};
  const code = 'unreadable-request';
  const fields = { type: 'about:blank', title, status, detail, code, requestId: randomUUID(), ...errors };
  return { type: 'application/problem+json', body: JSON.stringify(fields) };
}
