import type { ClientConfig, QueryConfig } from 'pg';
import { isConnectionLost } from './database-error.js';
import { GuardedClient } from './guarded-client.js';

/** Enough that a look-up which waits for the disk holds up few others. */
const count = 4;

/**
 * A look-up is planned once for a connection. Where PostgreSQL expects more rows for an unknown value than for the one at
 * hand, as it does of a list of addresses among a million, it would else plan each call anew, at five times its cost.
 */
const planOnce = 'set plan_cache_mode = force_generic_plan';

/** One connection, and how many statements it has yet to answer. */
interface Lane {
  readonly client: GuardedClient;
  waiting: number;
}

/**
 * Connections that all look-ups use at the same time: each statement is sent without waiting for the answers to those
 * before it (pipelining). Server and client then handle several at a time, where a connection each would mean a switch
 * from one process to another for every statement.
 *
 * Only for single statements that read by an index and wait for nobody, since the answers come in the order of asking.
 */
export class SharedConnections {
  private readonly lanes: (Lane | undefined)[] = Array.from({ length: count }, () => undefined);
  private closed = false;

  /** @param options as of the pool; connections are made when they are first needed, and again after they broke */
  constructor(private readonly options: ClientConfig) {}

  /** @throws Error of PostgreSQL for this statement, or of the connection for all that wait on it */
  async query<Row extends object>(query: QueryConfig): Promise<Row[]> {
    const lane = this.leastBusy();
    lane.waiting += 1;
    try {
      const { rows } = await lane.client.query<Row>(query);
      return rows;
    } catch (error) {
      // It may be a while until a connection that has said goodbye ends.
      if (isConnectionLost(error)) this.drop(lane);
      throw error;
    } finally {
      lane.waiting -= 1;
    }
  }

  /** Ends all connections when what they were asked is answered. */
  async close(): Promise<void> {
    this.closed = true;
    const open = this.lanes.splice(0).filter((lane) => lane !== undefined);
    await Promise.all(open.map(({ client }) => client.end()));
  }

  /** An idle connection, else a new one, else the one with the shortest queue. */
  private leastBusy(): Lane {
    if (this.closed) throw new Error('Cannot use a pool after calling end on the pool');
    let best: Lane | undefined;
    for (const [index, lane] of this.lanes.entries()) {
      if (lane === undefined) return this.connect(index);
      if (lane.waiting === 0) return lane;
      if (best === undefined || lane.waiting < best.waiting) best = lane;
    }
    return best ?? this.connect(0);
  }

  private connect(index: number): Lane {
    const lane: Lane = { client: new GuardedClient({ ...this.options, pipeline: true }), waiting: 0 };
    const forget = (): void => this.forget(lane);
    // What waits on a connection that breaks is told by its own promise; the next statement makes a new one.
    lane.client.once('end', forget).on('error', forget);
    lane.client.connect().catch(forget);
    lane.client.query(planOnce).catch(forget);
    this.lanes[index] = lane;
    return lane;
  }

  private drop(lane: Lane): void {
    this.forget(lane);
    lane.client.end().catch(() => undefined);
  }

  private forget(lane: Lane): void {
    const index = this.lanes.indexOf(lane);
    if (index !== -1) this.lanes[index] = undefined;
  }
}
