import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { TestApp } from '../support/test-app.js';

/** A message as it came in. */
export interface Received {
  readonly id: string;
  readonly timestamp: number;
  readonly text: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

type Answer = (response: ServerResponse, received: Received) => unknown;

const thanks: Answer = (response) => response.writeHead(204).end();

/** The learning platform's side: verifies every message as Standard Webhooks says, and answers as the test wants. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Messages whose signature did not fit. */
  forged = 0;
  answer: Answer = thanks;
  secret = '';

  private constructor(
    private readonly server: Server,
    readonly host: string,
  ) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('no port');
    const receiver = new WebhookReceiver(server, `127.0.0.1:${bound.port}`);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void receiver.take(request, response));
    return receiver;
  }

  get url(): string {
    return `http://${this.host}/hooks`;
  }

  /** Registers this address with an organization, for all events, and keeps the secret. @returns the webhook's id */
  async register(app: TestApp, organization: string): Promise<string> {
    const options = { token: app.platformToken, body: { url: this.url } };
    const { status, body, text } = await app.request('POST', `/api/v1/organizations/${organization}/webhooks`, options);
    if (status !== 201) throw new Error(`registering a webhook answered ${status}: ${text}`);
    this.secret = body.secret;
    return body.id;
  }

  /** Forgets what came and is friendly again. */
  reset(): void {
    this.received.length = 0;
    this.forged = 0;
    this.answer = thanks;
  }

  fail(status: number): void {
    this.answer = (response) => response.writeHead(status).end();
  }

  types(): string[] {
    return this.received.map(({ type }) => type);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const header = (name: string): string => String(request.headers[name]);
    const [id, timestamp] = [header('webhook-id'), header('webhook-timestamp')];
    if (!this.isSigned(`${id}.${timestamp}.${text}`, header('webhook-signature'))) this.forged += 1;
    const { type, data } = JSON.parse(text) as Pick<Received, 'type' | 'data'>;
    const received = { id, timestamp: Number(timestamp), text, type, data };
    this.received.push(received);
    this.answer(response, received);
  }

  private isSigned(content: string, signature: string): boolean {
    const key = Buffer.from(this.secret.replace(/^whsec_/, ''), 'base64');
    const expected = Buffer.from(`v1,${createHmac('sha256', key).update(content).digest('base64')}`);
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
