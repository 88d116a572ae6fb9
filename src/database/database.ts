import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { finished, type Readable, type Writable } from 'node:stream';
import type { Pool, PoolClient, QueryConfig } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource } from 'typeorm';
import { isConflict, isConnectionLost, translateDatabaseError } from './database-error.js';
import { GatheredLookUps } from './gathered-look-ups.js';
import { GuardedClient } from './guarded-client.js';
import { GuardedRows } from './guarded-rows.js';
import { beginPatiently } from './patient-transaction.js';
import type { Scope, TenantScope, Values } from './scope.js';
import { SharedConnections } from './shared-connections.js';
import { isLookUp, listsOf, type Statement } from './statement.js';

const attempts = 4;

/** Nothing is done again after this time: whoever asked would wait too long. */
const againWithinMs = 5_000;

/** When nobody is there any more who waits for an answer, what is still under way gets this time to end. */
const lastMomentMs = 1_500;

/** How a transaction begins. @returns what is to be done when it is over */
type Beginning = (client: PoolClient) => Promise<() => void>;

/** The one door to PostgreSQL: scopes for single statements, and transactions. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly pool: Pool;
  private readonly shared: SharedConnections;
  private readonly lookUps: GatheredLookUps;
  private readonly clients = new Set<PoolClient>();

  constructor(dataSource: DataSource) {
    this.pool = poolOf(dataSource);
    // Not when it connects: the first one has by now.
    this.pool.on('acquire', (client) => this.clients.add(client));
    this.pool.on('remove', (client) => this.clients.delete(client));
    this.shared = new SharedConnections(this.pool.options);
    this.lookUps = new GatheredLookUps((query) => this.shared.query(query));
  }

  /** For single statements on one organization's data. */
  tenant(organizationId: string): TenantScope {
    return tenantScope(organizationId, this.pool, this.lookUps);
  }

  /** For single statements on what belongs to no organization. */
  installation(): Scope {
    return plainScope(this.pool, this.lookUps);
  }

  /** Several statements on one organization's data, all or none; done again when it met another transaction. */
  tenantTransaction<T>(organizationId: string, work: (scope: TenantScope) => Promise<T>): Promise<T> {
    return this.transaction((client) => work(tenantScope(organizationId, client)));
  }

  /**
   * The same for what takes long: the statements of a sync that is applied, the rows of an export.
   *
   * @param signal aborted when the process goes down: what does not end soon is broken off, and nothing of it has happened
   */
  patientTransaction<T>(
    organizationId: string,
    work: (scope: TenantScope) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    return this.transaction((client) => work(tenantScope(organizationId, client)), this.patiently(signal));
  }

  /** Several statements on what belongs to no organization, all or none. */
  installationTransaction<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
    return this.transaction((client) => work(plainScope(client)));
  }

  /** The same for what takes long. */
  patientInstallationTransaction<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
    return this.transaction((client) => work(plainScope(client)), this.patiently());
  }

  /** Connections of the pool: in all, idle, and requests that wait for one. */
  poolUse(): { total: number; idle: number; waiting: number } {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  /** The last request has its answer: nothing may keep a connection, and the process, for long. */
  endSoon(): void {
    const cut = (): void => {
      for (const client of this.clients) giveUp(client);
    };
    setTimeout(cut, lastMomentMs).unref();
  }

  /** Ends the connections that TypeORM, which owns the pool, knows nothing of. */
  async onApplicationShutdown(): Promise<void> {
    await this.lookUps.settle();
    await this.shared.close();
  }

  private patiently(signal?: AbortSignal): Beginning {
    return (client) => beginPatiently(client, this.pool.options, signal);
  }

  private async transaction<T>(work: (client: PoolClient) => Promise<T>, begin: Beginning = beginBriefly): Promise<T> {
    try {
      return await unlessMet(() => this.attempt(work, begin));
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  private async attempt<T>(work: (client: PoolClient) => Promise<T>, begin: Beginning): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    let done: (() => void) | undefined;
    try {
      done = await begin(client);
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      broken = await this.rollBack(client, error);
      throw error;
    } finally {
      done?.();
      // A connection that could not even roll back is closed instead of being handed to somebody else.
      client.release(broken);
    }
  }

  /** @returns why the connection cannot be used any more */
  private async rollBack(client: PoolClient, error: unknown): Promise<Error | undefined> {
    const cause = rootCause(error);
    if (isConnectionLost(cause)) return new Error('the connection is lost', { cause });
    try {
      await client.query('rollback');
      return undefined;
    } catch (rollbackError) {
      return new Error('the transaction was not rolled back', { cause: rollbackError });
    }
  }
}

async function beginBriefly(client: PoolClient): Promise<() => void> {
  await client.query('begin');
  return () => undefined;
}

/** Does again what met another transaction: nothing of it has happened. */
async function unlessMet<T>(attempt: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      const late = performance.now() - begun > againWithinMs;
      if (!isConflict(rootCause(error)) || count === attempts || late) throw error;
    }
  }
}

function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

/** @param lookUps left out inside a transaction, where everything runs on its connection */
function tenantScope(organizationId: string, executor: Pool | PoolClient, lookUps?: GatheredLookUps): TenantScope {
  const scope = plainScope(executor, lookUps);
  return {
    organizationId,
    inTransaction: lookUps === undefined,
    query: (statement, values = []) => scope.query(statement, [organizationId, ...values]),
    stream: (text, values = []) => scope.stream(text, [organizationId, ...values]),
    copyInto: (text) => scope.copyInto(text),
    analyze: (table) => scope.analyze(table),
  };
}

function plainScope(executor: Pool | PoolClient, lookUps?: GatheredLookUps): Scope {
  return {
    query: <Row extends object>(statement: Statement | string, values: Values = []) =>
      run<Row>(executor, statement, values, lookUps),
    stream: (text, values = []) => streamRows(executor, text, values),
    copyInto: (text) => copyRows(executor, text),
    analyze: async (table) => void (await run(executor, `analyze ${table}`, [])),
  };
}

async function run<Row extends object>(
  executor: Pool | PoolClient,
  statement: Statement | string,
  values: Values,
  lookUps?: GatheredLookUps,
): Promise<Row[]> {
  try {
    if (lookUps !== undefined && typeof statement !== 'string' && isLookUp(statement)) {
      return await lookUps.find<Row>(statement, values);
    }
    const query = queryOf(statement, values);
    const ask = async (): Promise<Row[]> => (await executor.query<Row>(query)).rows;
    // Alone, a statement is a transaction; inside one, the whole of it must be done again.
    return await ('release' in executor ? ask() : unlessMet(ask));
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

function queryOf(statement: Statement | string, values: Values): QueryConfig {
  if (typeof statement === 'string') return { text: statement, values: [...values] };
  const { name, text } = statement;
  return { name, text, values: isLookUp(statement) ? listsOf(statement, [values]) : [...values] };
}

async function streamRows(executor: Pool | PoolClient, text: string, values: Values): Promise<Readable> {
  const { client, done } = await borrow(executor);
  const stream = client.query(new GuardedRows(text, [...values], () => giveUp(client)));
  stream.once('close', () => done(stream.errored));
  return stream;
}

async function copyRows(executor: Pool | PoolClient, text: string): Promise<Writable> {
  const { client, done } = await borrow(executor);
  const stream = client.query(copyFrom(text));
  // A copy that fails does not close; what its connection still has to say about it concerns nobody else.
  finished(stream, done);
  return stream;
}

function giveUp(client: PoolClient): void {
  if (client instanceof GuardedClient) client.giveUp();
}

interface Borrowed {
  readonly client: PoolClient;
  /** @param error after which the connection is closed instead of being handed to somebody else */
  done(this: void, error?: Error | null): void;
}

/** A stream needs a connection of its own while it runs; inside a transaction it has one. */
async function borrow(executor: Pool | PoolClient): Promise<Borrowed> {
  if ('release' in executor) return { client: executor, done: () => undefined };
  try {
    const client = await executor.connect();
    return { client, done: (error) => client.release(error ?? undefined) };
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

/** TypeORM owns the pool and its life; statements go to it directly, so that they can be prepared by name. */
function poolOf(dataSource: DataSource): Pool {
  return Reflect.get(dataSource.driver, 'master') as Pool;
}
