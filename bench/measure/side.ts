import { Pool } from 'undici';
import type { BenchOptions } from '../read-options.js';
import type { Measured } from '../report/result.js';
import type { Server } from '../world/world.js';
import type { Work } from '../works/work.js';
import type { Showing } from './compare-sizes.js';
import { cpuOf, cpuOfFamily } from './process-use.js';
import { type Round, runRound } from './run-round.js';
import { median, quantile, sum } from './statistics.js';

/** What all sides are measured with. */
export interface Bench {
  readonly options: BenchOptions;
  /** Of PostgreSQL's first process. */
  readonly postgres: number;
}

/** One server at one work, with what was seen of it so far. */
export class Side implements Showing {
  private readonly pool: Pool;
  private readonly rounds: Round[] = [];
  private readonly alone: number[] = [];
  private ownCpu = 0;
  private databaseCpu = 0;

  constructor(
    readonly server: Server,
    readonly work: Work,
    private readonly bench: Bench,
    private readonly next = work.calls(server.name),
  ) {
    this.pool = new Pool(server.url, { connections: this.connections, pipelining: 1 });
  }

  get rates(): number[] {
    return this.rounds.map(({ requests, seconds }) => requests / seconds);
  }

  get p50Alone(): number {
    return median(this.alone);
  }

  /** Prepared statements, caches and compiled code of the first requests are not what is asked about. */
  async warmUp(seconds: number): Promise<void> {
    await this.round({ connections: this.connections, seconds, requests: this.requests });
    await this.work.reset?.();
  }

  /** One round of load, with the CPU that the server and the database used for it. */
  async measure(): Promise<void> {
    const own = cpuOf(this.server.child.pid);
    const database = cpuOfFamily(this.bench.postgres);
    const { seconds } = this.bench.options;
    this.rounds.push(await this.round({ connections: this.connections, seconds, requests: this.requests }));
    this.ownCpu += (cpuOf(this.server.child.pid) ?? Number.NaN) - (own ?? Number.NaN);
    this.databaseCpu += (cpuOfFamily(this.bench.postgres) ?? Number.NaN) - (database ?? Number.NaN);
    await this.work.reset?.();
  }

  /** One request at a time: what it takes when nobody else asks. */
  async measureAlone(): Promise<void> {
    const seconds = this.bench.options.seconds / 2;
    const { latencies } = await this.round({ connections: 1, seconds, requests: Math.min(this.requests, 200) });
    this.alone.push(...latencies);
    await this.work.reset?.();
  }

  /** Closes the connections. */
  close(): Promise<void> {
    return this.pool.close();
  }

  /**
   * Sums the rounds up: latencies in milliseconds, CPU in microseconds a request.
   *
   * @param sizes how it compares with other sizes
   */
  measured(sizes: number | null): Measured {
    const latencies = this.rounds.flatMap((round) => round.latencies);
    const requests = sum(this.rounds.map((round) => round.requests));
    const micros = (seconds: number) => (Number.isNaN(seconds) ? null : (seconds / requests) * 1e6);
    return {
      requestsPerSecond: median(this.rates),
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      p50Alone: this.p50Alone,
      serverMicros: micros(this.ownCpu),
      databaseMicros: micros(this.databaseCpu),
      sizes,
    };
  }

  private get connections(): number {
    return this.work.connections ?? this.bench.options.connections;
  }

  private get requests(): number {
    return this.work.mostPerRound ?? Number.POSITIVE_INFINITY;
  }

  private round(limits: Parameters<typeof runRound>[3]): Promise<Round> {
    return runRound(this.pool, this.next, this.work.expected, limits);
  }
}
