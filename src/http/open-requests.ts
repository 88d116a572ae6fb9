import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../common/domain-error.js';
import type { ErrorFilter } from './error.filter.js';

/**
 * No answer begins later, in milliseconds from when the request was there, the time apart in which its body came. What a
 * request waits for has shorter limits, but a request may wait for several things.
 */
export const answerWithinMs = 28_000;

const lookEveryMs = 250;

interface OpenRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** When it is to be given up, by `performance.now()`; never, while its body comes. */
  until: number;
  /** What remained of its time when its body began to come. */
  remains: number;
}

/**
 * The requests whose answer has not begun, and the end of their patience. One look at all of them costs less than a
 * timer for each.
 */
export class OpenRequests {
  private readonly open = new Map<FastifyRequest, OpenRequest>();

  constructor(
    private readonly errors: ErrorFilter,
    private readonly withinMs = answerWithinMs,
  ) {}

  /** Call before any other hook that may wait is added. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      this.open.set(request, { request, reply, until: performance.now() + this.withinMs, remains: 0 });
      done();
    });
    fastify.addHook('preParsing', (request, _reply, body, done) => {
      this.pause(request);
      done(null, body);
    });
    fastify.addHook('preValidation', (request, _reply, done) => {
      this.resume(request);
      done();
    });
    fastify.addHook('onSend', (request, _reply, _payload, done) => {
      this.open.delete(request);
      done();
    });
    fastify.addHook('onResponse', (request, _reply, done) => {
      this.open.delete(request);
      done();
    });
    const timer = setInterval(() => this.look(), Math.min(lookEveryMs, this.withinMs / 10)).unref();
    fastify.server.once('close', () => clearInterval(timer));
  }

  /** Answers everybody that we cannot answer now, as a process must that ends. */
  giveUpAll(): void {
    for (const one of this.open.values()) if (one.until < Infinity) this.giveUp(one);
  }

  private pause(request: FastifyRequest): void {
    const one = this.open.get(request);
    if (one === undefined) return;
    one.remains = one.until - performance.now();
    one.until = Infinity;
  }

  private resume(request: FastifyRequest): void {
    const one = this.open.get(request);
    if (one !== undefined) one.until = performance.now() + one.remains;
  }

  private look(): void {
    const now = performance.now();
    for (const one of this.open.values()) {
      if (one.until <= now) this.giveUp(one);
      // Whoever has hung up is answered by nobody.
      else if (one.reply.raw.destroyed) this.open.delete(one.request);
    }
  }

  private giveUp({ request, reply }: OpenRequest): void {
    this.open.delete(request);
    this.errors.giveUpOn(tookTooLong(), request, reply);
  }
}

function tookTooLong(): DomainError {
  return new DomainError('unavailable', 'took-too-long', 'The request could not be answered in time.', {
    retryAfterSeconds: 5,
  });
}
