import type { Socket } from 'node:net';
import { opened } from './raw-http.js';

const beginnings = {
  'says nothing': '',
  'stops in the head': 'POST /scim/v2/acme/Users HTTP/1.1\r\nhost: slow\r\nx: ',
  'stops in the body': 'POST /oauth/token HTTP/1.1\r\nhost: slow\r\ncontent-length: 60000\r\n\r\ngrant_type=',
  'stops in a chunk': 'POST /oauth/token HTTP/1.1\r\nhost: slow\r\ntransfer-encoding: chunked\r\n\r\nffff\r\n',
} as const;

/** Asks for more than the way holds, and reads nothing of it. */
const greedy = 'GET /openapi.json HTTP/1.1\r\nhost: slow\r\n\r\n'.repeat(40);

/** A byte now and then, so that a connection looks alive. */
const dribbleMs = 2_000;

/** Clients that take connections and give nothing for them. */
export class SlowClients {
  /** Those that never finish their request. */
  readonly connections: number;
  private readonly began = performance.now();
  private readonly sockets: Socket[] = [];
  private readonly greedy: Socket[] = [];
  private readonly closedAfterMs: number[] = [];
  private readonly dribbling: NodeJS.Timeout;

  /** @param each how many of each kind */
  constructor(port: number, each: number) {
    const dribblers: Socket[] = [];
    for (const [kind, beginning] of Object.entries(beginnings)) {
      for (let serial = 0; serial < each; serial += 1) {
        const socket = opened(port);
        socket.write(beginning);
        socket.resume();
        socket.on('close', () => this.closedAfterMs.push(this.ageMs));
        // Half of each kind stops altogether.
        if (kind !== 'says nothing' && serial % 2 === 0) dribblers.push(socket);
        this.sockets.push(socket);
      }
    }
    this.connections = this.sockets.length;
    for (let serial = 0; serial < each; serial += 1) {
      const socket = opened(port);
      socket.pause();
      socket.write(greedy);
      this.greedy.push(socket);
    }
    this.dribbling = setInterval(() => {
      for (const socket of dribblers) if (socket.writable) socket.write('x');
    }, dribbleMs);
  }

  /** Since they came, in milliseconds. */
  get ageMs(): number {
    return performance.now() - this.began;
  }

  /** How many of those that never finish the service has shown the door so far, and how late the last one, in milliseconds. */
  get ended(): { readonly count: number; readonly latestMs: number } {
    return { count: this.closedAfterMs.length, latestMs: Math.max(0, ...this.closedAfterMs) };
  }

  /** Reads what is left for those that did not read. @returns how many of them still have a connection */
  async stillServed(): Promise<number> {
    const served = this.greedy.map(async (socket) => {
      const closed = new Promise<boolean>((resolve) => socket.once('close', () => resolve(false)));
      socket.resume();
      const waited = new Promise<boolean>((resolve) => setTimeout(resolve, 5_000, true));
      return !socket.destroyed && (await Promise.race([closed, waited]));
    });
    return (await Promise.all(served)).filter(Boolean).length;
  }

  stop(): void {
    clearInterval(this.dribbling);
    for (const socket of [...this.sockets, ...this.greedy]) {
      socket.removeAllListeners('close');
      socket.destroy();
    }
  }
}
