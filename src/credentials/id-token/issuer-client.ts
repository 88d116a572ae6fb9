import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent } from 'undici';
import { parseIssuerLink } from '../../common/issuer-address.js';
import { publicLookup } from '../../common/public-lookup.js';
import { CONFIG } from '../../config/config.module.js';
import type { Config } from '../../config/config.js';

const patienceMs = 5_000;
const largestBody = 512 * 1024;
const limits = { headersTimeout: patienceMs, bodyTimeout: patienceMs, maxResponseSize: largestBody };

/**
 * Reads JSON documents of issuers. The addresses come from customers and the service calls them from inside its own
 * network: public hosts only (checked again in the connection), no redirects, little time, small bodies.
 */
@Injectable()
export class IssuerClient implements OnApplicationShutdown {
  private readonly outside = new Agent({ ...limits, connect: { timeout: patienceMs, lookup: publicLookup() } });
  private readonly listed = new Agent({ ...limits, connect: { timeout: patienceMs } });
  private readonly allowedHosts: readonly string[];

  constructor(@Inject(CONFIG) config: Pick<Config, 'signInAllowedHosts'>) {
    this.allowedHosts = config.signInAllowedHosts;
  }

  /** @throws Error when the address may not be called, or does not answer 200 with JSON in time */
  async readJson(address: string): Promise<unknown> {
    const target = parseIssuerLink(address, this.allowedHosts);
    if (target === null) throw new Error('an address of the issuer may not be called');
    const agent = target.listed ? this.listed : this.outside;
    const { statusCode, body } = await agent.request({
      origin: target.url.origin,
      path: target.url.pathname + target.url.search,
      method: 'GET',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(patienceMs),
    });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`the issuer answered ${statusCode}`);
    }
    return await body.json();
  }

  /** After the last request has its answer, which may need the keys. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.outside.destroy(), this.listed.destroy()]);
  }
}
