import { Pool } from 'undici';
import type { BenchOptions } from '../read-options.js';
import type { Measured, PairResult } from '../report/result.js';
import type { Server } from '../world/world.js';
import type { Work } from '../works/work.js';
import { cpuOf, cpuOfFamily } from './process-use.js';
import { type Round, runRound } from './run-round.js';
import { median, quantile, sum } from './statistics.js';

interface Bench {
  readonly options: BenchOptions;
  /** Of PostgreSQL's first process. */
  readonly postgres: number;
  /** Whether the servers have yet to do work of this kind. */
  isNewKind(kind: string): boolean;
}

/** One side of a pair while it is measured. */
class Side {
  private readonly pool: Pool;
  private readonly rounds: Round[] = [];
  private readonly alone: number[] = [];
  private ownCpu = 0;
  private databaseCpu = 0;

  constructor(
    private readonly server: Server,
    private readonly work: Work,
    private readonly bench: Bench,
    private readonly next = work.calls(server.name),
  ) {
    this.pool = new Pool(server.url, { connections: this.connections, pipelining: 1 });
  }

  get rate(): number {
    return median(this.rounds.map(({ requests, seconds }) => requests / seconds));
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

  /** Closes the connections and sums the rounds up: latencies in seconds, CPU in microseconds a request. */
  async end(): Promise<Measured> {
    await this.pool.close();
    const latencies = this.rounds.flatMap((round) => round.latencies);
    const requests = sum(this.rounds.map((round) => round.requests));
    const micros = (seconds: number) => (Number.isNaN(seconds) ? null : (seconds / requests) * 1e6);
    return {
      requestsPerSecond: this.rate,
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
      p50Alone: median(this.alone),
      serverMicros: micros(this.ownCpu),
      databaseMicros: micros(this.databaseCpu),
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

/** Measures a work on the service and, where it has one, on the floor: alternately, so that both meet the same weather. */
export async function measurePair(work: Work, servers: readonly Server[], bench: Bench): Promise<PairResult> {
  const sides = (work.hasFloor ? servers : servers.slice(0, 1)).map((server) => new Side(server, work, bench));
  const warmUp = bench.isNewKind(work.kind) ? bench.options.warmUpSeconds : bench.options.seconds;
  for (const side of sides) await side.warmUp(warmUp);
  for (let round = 0; round < bench.options.rounds; round += 1) for (const side of sides) await side.measure();
  for (let round = 0; round < 2; round += 1) for (const side of sides) await side.measureAlone();
  const [measured, below] = await Promise.all(sides.map((side) => side.end()));
  if (measured === undefined) throw new Error('nothing was measured');
  return { name: work.name, goal: work.goal, service: measured, floor: below ?? null, ratio: ratioOf(measured, below) };
}

function ratioOf(service: Measured, floor: Measured | undefined): number | null {
  return floor === undefined ? null : service.requestsPerSecond / floor.requestsPerSecond;
}
