import type { ServerResponse } from 'node:http';
import type { Fault } from './fault.js';

type TransferFault = Extract<
  Fault,
  { kind: 'reset' | 'garbage' | 'hang' | 'stall' | 'cut-transfer' | 'endless' | 'trickle' | 'large' | 'cut-json' }
>;

const json = { 'content-type': 'application/json' };

/** Sends JSON whole and well. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { ...json, 'content-length': body.length, ...headers }).end(body);
}

/** Sends a right answer in a wrong way. */
export async function sendBadly(response: ServerResponse, value: unknown, fault: TransferFault): Promise<void> {
  const body = Buffer.from(JSON.stringify(value));
  const half = body.subarray(0, body.length / 2);
  switch (fault.kind) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'garbage':
      response.socket?.end('220 mail.example ESMTP\r\n');
      return;
    case 'hang':
      return;
    case 'stall':
      response.writeHead(200, { ...json, 'content-length': body.length }).write(half);
      return;
    case 'cut-transfer':
      response.writeHead(200, { ...json, 'content-length': body.length });
      response.write(half, () => response.socket?.destroy());
      return;
    case 'cut-json':
      response.writeHead(200, { ...json, 'content-length': half.length }).end(half);
      return;
    case 'endless':
      response.writeHead(200, json);
      await pad(response, Number.POSITIVE_INFINITY);
      return;
    case 'trickle':
      trickle(response, fault.everyMs);
      return;
    case 'large':
      response.writeHead(200, { ...json, 'content-length': Math.max(fault.bytes, body.length) });
      await pad(response, fault.bytes - body.length);
      response.end(body);
  }
}

const chunk = Buffer.alloc(64 * 1024, ' ');

/** Writes blanks, which are well-formed JSON before a value, as fast as the other side reads. */
async function pad(response: ServerResponse, bytes: number): Promise<void> {
  for (let left = bytes; left > 0 && !response.destroyed; left -= chunk.length) {
    const room = response.write(left < chunk.length ? chunk.subarray(0, left) : chunk);
    if (!room) await drained(response);
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const resume = (): void => {
      response.off('drain', resume).off('close', resume);
      resolve();
    };
    response.on('drain', resume).on('close', resume);
  });
}

function trickle(response: ServerResponse, everyMs: number): void {
  response.writeHead(200, json);
  const timer = setInterval(() => response.write(' '), everyMs);
  response.once('close', () => clearInterval(timer));
}
