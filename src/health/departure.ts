import { Injectable } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** A balancer that has asked within this time goes by the answer. */
const recentMs = 30_000;

/** A balancer that asks every ten seconds is told at least once before requests are turned away. */
const longestMs = 12_000;

/** Some balancers believe only what they have heard twice. */
const enough = 2;

const lookEveryMs = 50;

/**
 * How a process takes leave: first it says so to whoever asks whether it is ready, and goes on serving; only when that
 * has been heard does it stop taking connections. So a balancer in front sends no request to a closed door.
 */
@Injectable()
export class Departure {
  private askedAt = -Infinity;
  private told = 0;
  private since: number | null = null;
  private reading: () => boolean = () => false;

  get isDeparting(): boolean {
    return this.since !== null;
  }

  /** For how many milliseconds the process has been taking leave; 0 while it does not. */
  get lastsMs(): number {
    return this.since === null ? 0 : performance.now() - this.since;
  }

  /** Whether clients are still reading answers, such as a long export. */
  get hasReaders(): boolean {
    return this.reading();
  }

  /** @param reading whether clients are reading answers at this moment */
  asksForReaders(reading: () => boolean): void {
    this.reading = reading;
  }

  /** Somebody asked whether the process is ready. */
  asked(): void {
    this.askedAt = performance.now();
    if (this.isDeparting) this.told += 1;
  }

  /** From now on everybody is told. */
  begin(): void {
    this.since ??= performance.now();
  }

  /** Waits until the departure has been heard; when nobody has asked of late, there is nobody to wait for. */
  async announce(): Promise<void> {
    this.begin();
    const until = performance.now() + (performance.now() - this.askedAt < recentMs ? longestMs : 0);
    while (performance.now() < until && this.told < enough) await wait(lookEveryMs);
  }
}

/** Answers of a process that takes leave end their connection, so that the client's next request goes elsewhere. */
export function installDeparture(fastify: FastifyInstance, departure: Departure): void {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (departure.isDeparting) void reply.header('connection', 'close');
    done();
  });
}
