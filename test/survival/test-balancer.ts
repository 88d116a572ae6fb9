import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** One process behind the balancer. */
export interface Backend {
  readonly url: string;
  ready: boolean;
}

export interface BalancedAnswer {
  readonly backend: Backend;
  readonly status: number;
  readonly connection: string | undefined;
  readonly text: string;
}

export interface BalancedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** The body is sent in so many pieces, over so long. */
  readonly slowly?: { readonly pieces: number; readonly ms: number };
}

/**
 * As little of a load balancer as there can be: it asks every backend again and again whether it is ready, sends each
 * request to one that is, keeps connections open, and never tries anything twice.
 */
export class TestBalancer {
  readonly backends: readonly Backend[];
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 400 });
  private readonly stopping = new AbortController();
  private turn = 0;

  constructor(urls: readonly string[]) {
    this.backends = urls.map((url) => ({ url, ready: true }));
    for (const backend of this.backends) void this.watch(backend);
  }

  /** @throws Error when the connection fails or the answer is not complete */
  async send(asked: BalancedRequest): Promise<BalancedAnswer> {
    const ready = this.backends.filter((backend) => backend.ready);
    const backend = ready[(this.turn += 1) % ready.length];
    if (backend === undefined) throw new Error('no backend is ready');
    const response = await this.exchange(backend, asked);
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
    if (!response.complete) throw new Error('the answer was cut off');
    return { backend, status: response.statusCode ?? 0, connection: response.headers.connection, text };
  }

  stop(): void {
    this.stopping.abort();
    this.agent.destroy();
  }

  private async watch(backend: Backend): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const answer = await fetch(`${backend.url}/health/ready`).catch(() => null);
      backend.ready = answer?.status === 200;
      await wait(200);
    }
  }

  private exchange({ url }: Backend, asked: BalancedRequest): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { method, path, headers, body = '', slowly } = asked;
      const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const sent = httpRequest(`${url}${path}`, { method, agent: this.agent, headers: { ...headers, ...length } });
      sent.once('response', resolve).once('error', reject);
      if (slowly === undefined) sent.end(body);
      else void trickle((piece) => void sent.write(piece), body, slowly).then(() => sent.end());
    });
  }
}

async function trickle(
  write: (piece: string) => void,
  body: string,
  { pieces, ms }: { readonly pieces: number; readonly ms: number },
): Promise<void> {
  const size = Math.ceil(body.length / pieces);
  for (let at = 0; at < body.length; at += size) {
    write(body.slice(at, at + size));
    await wait(ms / pieces);
  }
}
