import type { MemoryUse } from '../measure/process-use.js';

/** Latencies in milliseconds, CPU in microseconds per request; null where the machine does not tell. */
export interface Measured {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** With one connection. */
  readonly p50Alone: number;
  readonly serverMicros: number | null;
  readonly databaseMicros: number | null;
  /**
   * The same server's requests per second over those at the other size: the median of what it was in each round; for
   * pages the slowest one's time alone over the fastest one's. Null where there is nothing to compare.
   */
  readonly sizes: number | null;
}

export interface PairResult {
  readonly name: string;
  readonly goal: string;
  readonly service: Measured;
  readonly floor: Measured | null;
  /** Of the service's requests per second to the floor's: the median of what it was in each round. */
  readonly ratio: number | null;
}

/** One way of applying a reading. Seconds; memory of the process that did it. */
export interface Applied {
  readonly seconds: number;
  readonly databaseSeconds: number | null;
  readonly memory: MemoryUse | null;
}

export interface MappingResult {
  readonly name: string;
  readonly goal: string;
  readonly people: number;
  readonly service: Applied;
  readonly floor: Applied | null;
  /** Of the service's seconds to the floor's. */
  readonly ratio: number | null;
}

export interface Results {
  readonly at: string;
  readonly node: string;
  readonly postgres: string;
  readonly small: number;
  readonly large: number;
  readonly connections: number;
  readonly pairs: readonly PairResult[];
  readonly mappings: readonly MappingResult[];
  /** Of the service, after everything. */
  readonly memory: MemoryUse | null;
}
