import { Injectable, Logger } from '@nestjs/common';
import {
  createLocalJWKSet,
  type CryptoKey,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
} from 'jose';
import { DomainError } from '../../common/domain-error.js';
import { MinuteCounter } from '../minute-counter.js';
import { IssuerClient } from './issuer-client.js';

interface KeySet {
  readonly find: ReturnType<typeof createLocalJWKSet>;
  readonly readAt: number;
}

/** After that keys are read again; until they are stale the old ones do when the issuer does not answer. */
const freshMs = 3_600_000;
const staleMs = 24 * freshMs;

/** Whatever anybody sends, an issuer is asked this often in a minute at most. */
const mostReads = 5;
const mostIssuers = 1_000;

/** The published keys of issuers, found by OpenID discovery and remembered. */
@Injectable()
export class OpenidKeys {
  private readonly logger = new Logger('OpenidKeys');
  private readonly sets = new Map<string, KeySet>();
  private readonly reading = new Map<string, Promise<KeySet>>();
  private readonly reads = new MinuteCounter(mostIssuers);

  constructor(private readonly client: IssuerClient) {}

  /**
   * The key that a signature names. An unknown one makes the keys be read again, since issuers change them, though not
   * as often as somebody who makes key ids up would like.
   *
   * @param issuer a configured issuer, never one that a token names
   * @throws errors.JOSEError when there is no such key; DomainError 503 `issuer-unavailable`
   */
  async find(issuer: string, header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    const known = await this.setOf(issuer);
    try {
      return await known.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const current = await this.readAgain(issuer, known);
      if (current === known) throw error;
      return await current.find(header, token);
    }
  }

  private async setOf(issuer: string): Promise<KeySet> {
    const known = this.sets.get(issuer);
    if (known === undefined) return await this.read(issuer);
    return performance.now() - known.readAt < freshMs ? known : await this.readAgain(issuer, known);
  }

  private async readAgain(issuer: string, known: KeySet): Promise<KeySet> {
    try {
      return await this.read(issuer);
    } catch (error) {
      if (performance.now() - known.readAt > staleMs) throw error;
      return known;
    }
  }

  /** Many who ask at once share one reading. */
  private read(issuer: string): Promise<KeySet> {
    const running = this.reading.get(issuer);
    if (running !== undefined) return running;
    const reading = this.readNow(issuer).finally(() => this.reading.delete(issuer));
    this.reading.set(issuer, reading);
    return reading;
  }

  private async readNow(issuer: string): Promise<KeySet> {
    if (this.reads.add(issuer) > mostReads) throw unavailable(this.reads.secondsLeft(issuer));
    try {
      const set = { find: createLocalJWKSet(await this.discover(issuer)), readAt: performance.now() };
      this.remember(issuer, set);
      return set;
    } catch (error) {
      this.logger.warn({ msg: 'the keys of an issuer could not be read', issuer, err: error });
      throw unavailable(5, error);
    }
  }

  /** OpenID Connect Discovery section 4: the document must be about the issuer that was asked. */
  private async discover(issuer: string): Promise<JSONWebKeySet> {
    const document = await this.client.readJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (textOf(document, 'issuer') !== issuer) throw new Error('the discovery document is of another issuer');
    return (await this.client.readJson(textOf(document, 'jwks_uri'))) as JSONWebKeySet;
  }

  private remember(issuer: string, set: KeySet): void {
    this.sets.delete(issuer);
    this.sets.set(issuer, set);
    const [oldest] = this.sets.keys();
    if (this.sets.size > mostIssuers && oldest !== undefined) this.sets.delete(oldest);
  }
}

function textOf(document: unknown, key: string): string {
  const value: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, key) : undefined;
  return typeof value === 'string' ? value : '';
}

function unavailable(retryAfterSeconds: number, cause?: unknown): DomainError {
  const detail = 'The keys of the issuer cannot be read right now.';
  return new DomainError('unavailable', 'issuer-unavailable', detail, { retryAfterSeconds, cause });
}
