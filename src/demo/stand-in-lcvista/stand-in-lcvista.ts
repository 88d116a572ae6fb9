import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerWithFault } from './answer-with-fault.js';
import { type Asked, type FaultPlan, FaultPlans } from './fault.js';
import { listOf, parsePath, type SiteManner } from './lists.js';
import { Population } from './population.js';
import type { IdForm } from './render.js';
import { refusal } from './refusal.js';
import { sendJson } from './send-body.js';
import { type OtherSpelling, spelling } from './spelling.js';

export interface StandInOptions {
  /** the only key that is let in; change `site.apiKey` to revoke it */
  apiKey: string;
  /** left out: a free one */
  port?: number;
  pageSize?: number;
  /** whole lists as bare arrays instead of pages */
  bareArrays?: boolean;
  ids?: IdForm;
  names?: OtherSpelling;
}

const pathsKept = 1_000;

/**
 * A stand-in for a customer's LCVista site: a real HTTP server that is strict about what is known of LCVista (API root,
 * key, JSON, index, absolute `next`) and that misbehaves when told to. Its people, catalogs and groups can be changed
 * while it runs.
 */
export class StandInLcvista extends Population {
  apiKey: string;
  pageSize: number;
  readonly manner: SiteManner;
  /** all requests so far */
  requests = 0;
  /** requests being answered at this moment, and the most that there ever were, without the faulty ones */
  atOnce = 0;
  mostAtOnce = 0;
  /** paths of the last requests, the newest last */
  readonly paths: string[] = [];
  /** runs before each answer, which waits for it */
  beforeAnswer: (asked: Asked) => Promise<void> | void = () => undefined;
  private readonly plans = new FaultPlans();

  private constructor(
    options: StandInOptions,
    private readonly server: Server,
  ) {
    super();
    this.apiKey = options.apiKey;
    this.pageSize = options.pageSize ?? 100;
    this.manner = {
      bareArrays: options.bareArrays ?? false,
      ids: options.ids ?? 'number',
      names: spelling(options.names ?? {}),
    };
  }

  /** Starts an empty site on loopback. */
  static async start(options: StandInOptions): Promise<StandInLcvista> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    const site = new StandInLcvista(options, server);
    server.on('request', (request, response) => {
      site
        .answer(request, response)
        .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
    server.listen(options.port ?? 0, '127.0.0.1');
    await once(server, 'listening');
    return site;
  }

  /** `host:port`, as `LCVISTA_ALLOWED_HOSTS` takes it. */
  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What a connection's `siteUrl` is. */
  get url(): string {
    return `http://${this.host}`;
  }

  /** Plans a fault; several may wait, for the same request the first planned goes first. */
  fault(plan: FaultPlan): void {
    this.plans.add(plan);
  }

  /** Forgets all planned faults. */
  heal(): void {
    this.plans.clear();
  }

  /** Closes the site; requests under way are cut off. */
  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    this.paths.push(request.url ?? '');
    if (this.paths.length > pathsKept) this.paths.shift();
    const url = new URL(request.url ?? '/', this.url);
    const refused = refusal(request, url, this.host, this.apiKey);
    if (refused !== null) return sendJson(response, refused.status, refused.body, refused.headers);
    const asked = parsePath(url, this.manner.names);
    if (asked === null) return sendJson(response, 404, { detail: 'Not found.' });
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    await this.beforeAnswer(asked);
    this.atOnce -= 1;
    const fault = this.plans.take(asked);
    if (fault === null) this.answerWell(asked, response);
    else await answerWithFault(response, fault, { url, value: listOf(this, asked, this.pageSize, this.url) });
  }

  private answerWell(asked: Asked, response: ServerResponse): void {
    const value = listOf(this, asked, this.pageSize, this.url);
    if (value === null) sendJson(response, 404, { detail: asked.page > 1 ? 'Invalid page.' : 'Not found.' });
    else sendJson(response, 200, value);
  }
}
