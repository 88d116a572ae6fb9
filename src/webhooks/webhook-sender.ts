import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Agent, request } from 'undici';
import { DomainError } from '../common/domain-error.js';
import { parseRetryAfter } from '../common/parse-retry-after.js';
import { PrivateAddressError, publicLookup } from '../common/public-lookup.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { parseWebhookAddress } from './webhook-address.js';

/** What became of one try. */
export interface Attempt {
  readonly delivered: boolean;
  /** null: no answer came. */
  readonly status: number | null;
  /** Why it does not count as delivered; null when it does. */
  readonly error: string | null;
  /** How long the receiver asked to be left alone (429 and 503); null when it did not. */
  readonly retryAfterMs: number | null;
}

const timeoutMs = 10_000;
const late = `no answer within ${timeoutMs} ms`;
/** Nobody reads an answer's body; a short one is let through so that the connection can be used again. */
const longestAnswer = 16 * 1024;

/**
 * Sends to addresses that customers name: never into a private network, even when a name resolves to it, and following
 * no redirect. Nothing of an answer but its status is kept, so that nobody can read through us.
 */
@Injectable()
export class WebhookSender implements OnModuleDestroy {
  private readonly open = new Agent({ connect: { timeout: timeoutMs, lookup: publicLookup() }, maxHeaderSize: 16_384 });
  private readonly listed = new Agent({ connect: { timeout: timeoutMs }, maxHeaderSize: 16_384 });

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.open.destroy(), this.listed.destroy()]);
  }

  /**
   * One try; never fails, since what went wrong is the answer.
   *
   * @param signal ends the try early
   */
  async send(address: string, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<Attempt> {
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    const timer = setTimeout(abort, timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const { url, listed } = parseWebhookAddress(address, this.config.webhookAllowedHosts);
      const answer = await request(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Muster-Webhooks' },
        body,
        dispatcher: listed ? this.listed : this.open,
        signal: stop.signal,
      });
      await answer.body.dump({ limit: longestAnswer }).catch(() => undefined);
      return judged(answer.statusCode, answer.headers['retry-after']);
    } catch (error) {
      return failedTry(null, stop.signal.aborted ? late : told(error));
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }
}

/** A try that does not count as delivered. */
export function failedTry(status: number | null, error: string, retryAfterMs: number | null = null): Attempt {
  return { delivered: false, status, error, retryAfterMs };
}

function judged(status: number, retryAfter: string | string[] | undefined): Attempt {
  if (status >= 200 && status < 300) return { delivered: true, status, error: null, retryAfterMs: null };
  const redirect = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
  const asks = (status === 429 || status === 503) && typeof retryAfter === 'string';
  const wait = asks ? parseRetryAfter(retryAfter, Date.now()) : null;
  return failedTry(status, `answered ${status}${redirect}`, wait);
}

/** Names the fault without repeating what the other side said. */
function told(error: unknown): string {
  if (error instanceof PrivateAddressError || error instanceof DomainError) return error.message;
  if (!(error instanceof Error)) return 'could not be sent';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' && /^[A-Z_0-9-]{2,60}$/i.test(code)
    ? `could not be sent (${code})`
    : 'could not be sent';
}
