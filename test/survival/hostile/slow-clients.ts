import type { Socket } from 'node:net';
import { opened } from './raw-http.js';

const beginnings = {
  'says nothing': '',
  'stops in the head': 'POST /scim/v2/acme/Users HTTP/1.1\r\nhost: slow\r\nx: ',
  'stops in the body': 'POST /oauth/token HTTP/1.1\r\nhost: slow\r\ncontent-length: 60000\r\n\r\ngrant_type=',
  'stops in a chunk': 'POST /oauth/token HTTP/1.1\r\nhost: slow\r\ntransfer-encoding: chunked\r\n\r\nffff\r\n',
} as const;

/** Asks for much and reads nothing of it. */
const greedy = 'GET /openapi.json HTTP/1.1\r\nhost: slow\r\n\r\n'.repeat(40);

/** A byte now and then, so that a connection looks alive. */
const dribbleMs = 2_000;

/** Clients that take connections and give nothing for them. */
export class SlowClients {
  private readonly sockets: Socket[] = [];
  private readonly closedAfterMs: number[] = [];
  private readonly dribbling: NodeJS.Timeout;

  /** @param each how many of each kind */
  constructor(port: number, each: number) {
    const began = performance.now();
    const dribblers: Socket[] = [];
    for (const [kind, beginning] of Object.entries(beginnings)) {
      for (let serial = 0; serial < each; serial += 1) {
        const socket = opened(port);
        socket.write(beginning);
        socket.resume();
        socket.on('close', () => this.closedAfterMs.push(performance.now() - began));
        // Half of each kind stops altogether.
        if (kind !== 'says nothing' && serial % 2 === 0) dribblers.push(socket);
        this.sockets.push(socket);
      }
    }
    for (let serial = 0; serial < each; serial += 1) {
      const socket = opened(port);
      socket.pause();
      socket.write(greedy);
      this.sockets.push(socket);
    }
    this.connections = each * Object.keys(beginnings).length;
    this.dribbling = setInterval(() => {
      for (const socket of dribblers) if (socket.writable) socket.write('x');
    }, dribbleMs);
  }

  /** Those that never finish their request. */
  readonly connections: number;

  /** How many of them the service has shown the door so far, and how late the last one, in milliseconds. */
  get ended(): { readonly count: number; readonly latestMs: number } {
    return { count: this.closedAfterMs.length, latestMs: Math.max(0, ...this.closedAfterMs) };
  }

  stop(): void {
    clearInterval(this.dribbling);
    for (const socket of this.sockets) {
      socket.removeAllListeners('close');
      socket.destroy();
    }
  }
}
