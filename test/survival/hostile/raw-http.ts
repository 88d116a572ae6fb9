import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire; header names in lower case, repeated ones with a comma. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  /** Milliseconds from the first byte sent to the last one read. */
  readonly ms: number;
}

const usualPatienceMs = 20_000;
const bodiless = new Set([204, 304]);

interface Parsed {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** Bytes that the answer took. */
  readonly length: number;
}

/**
 * Reads one answer from the beginning of what came.
 *
 * @returns null while it is not complete; its body may also end with the connection
 * @throws Error when it is not HTTP
 */
export function readAnswer(bytes: Buffer, method: string, closed: boolean): Parsed | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: .*)?$/.exec(first)?.[1]);
  if (Number.isNaN(status)) throw new Error(`no status line: ${first.slice(0, 200)}`);
  const start = end + 4;
  if (status < 200) {
    const rest = readAnswer(bytes.subarray(start), method, closed);
    return rest === null ? null : { ...rest, length: start + rest.length };
  }
  const headers = headersOf(lines);
  if (method === 'HEAD' || bodiless.has(status)) return { status, headers, body: Buffer.alloc(0), length: start };
  const body = bodyOf(bytes.subarray(start), headers, closed);
  return body === null ? null : { status, headers, body: body.content, length: start + body.length };
}

function headersOf(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^\s:]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === '') throw new Error(`no header: ${line.slice(0, 200)}`);
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

function bodyOf(
  bytes: Buffer,
  headers: ReadonlyMap<string, string>,
  closed: boolean,
): { content: Buffer; length: number } | null {
  if (headers.get('transfer-encoding') === 'chunked') return chunkedBody(bytes);
  const length = headers.get('content-length');
  if (length === undefined) return closed ? { content: bytes, length: bytes.length } : null;
  return bytes.length < Number(length) ? null : { content: bytes.subarray(0, Number(length)), length: Number(length) };
}

function chunkedBody(bytes: Buffer): { content: Buffer; length: number } | null {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error('a chunk without a size');
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) return null;
    if (size === 0) return { content: Buffer.concat(chunks), length: start + 2 };
    chunks.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}

/** One connection that is kept and asked again and again; whatever bytes it is given, it sends. */
export class RawConnection {
  private socket: Socket | null = null;

  constructor(
    private readonly port: number,
    private readonly patienceMs = usualPatienceMs,
  ) {}

  /**
   * Sends a request and reads its one answer.
   *
   * @throws Error when none comes, more than one comes, or it is not HTTP
   */
  async ask(bytes: Buffer, method: string): Promise<RawAnswer> {
    const reused = this.socket !== null;
    const outcome = await this.attempt(bytes, method);
    // An idle connection may have been closed at the very moment it was used again.
    if (outcome === 'closed') {
      const again = reused ? await this.attempt(bytes, method) : outcome;
      if (again === 'closed') throw new Error('the connection was closed without an answer');
      return again;
    }
    return outcome;
  }

  close(): void {
    this.socket?.destroy();
    this.socket = null;
  }

  private attempt(bytes: Buffer, method: string): Promise<RawAnswer | 'closed'> {
    const socket = (this.socket ??= opened(this.port));
    const began = performance.now();
    return new Promise((resolve, reject) => {
      let read: Buffer = Buffer.alloc(0);
      const finish = (act: () => void): void => {
        clearTimeout(timer);
        socket.removeListener('data', onData);
        socket.removeListener('close', onClose);
        act();
      };
      const fail = (error: unknown): void =>
        finish(() => {
          this.close();
          reject(error instanceof Error ? error : new Error(String(error)));
        });
      const late = (): void => fail(new Error(`no answer within ${this.patienceMs} ms`));
      const timer = setTimeout(late, this.patienceMs);
      const look = (closed: boolean): boolean => {
        const answer = readAnswer(read, method, closed);
        if (answer === null) return false;
        const { status, headers, body } = answer;
        const closes = closed || headers.get('connection') === 'close';
        // What cannot be read is answered with a body, whatever the method would have been.
        const isRest = method === 'HEAD' && closes;
        if (read.length > answer.length && !isRest) {
          throw new Error(`more than one answer: ${read.toString('latin1', answer.length)}`);
        }
        if (closes) this.close();
        finish(() => resolve({ status, headers, text: body.toString(), ms: performance.now() - began }));
        return true;
      };
      const onData = (chunk: Buffer): void => {
        read = read.length === 0 ? chunk : Buffer.concat([read, chunk]);
        try {
          look(false);
        } catch (error) {
          fail(error);
        }
      };
      const onClose = (): void => {
        this.socket = null;
        try {
          if (!look(true)) finish(() => resolve('closed'));
        } catch (error) {
          fail(error);
        }
      };
      socket.on('data', onData);
      socket.on('close', onClose);
      socket.write(bytes);
    });
  }
}

/** Sends bytes on a connection of their own, closes its own half, and reads until the other half is closed too. */
export function sendAlone(port: number, bytes: Buffer, patienceMs = usualPatienceMs): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = opened(port);
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`half closed, and not closed by the service within ${patienceMs} ms`));
    }, patienceMs);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    });
    socket.end(bytes);
  });
}

/** A connection whose errors only end it: whoever is refused in the middle of a body gets a reset. */
export function opened(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('end', () => socket.end());
  return socket;
}
