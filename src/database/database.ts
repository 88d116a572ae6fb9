import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Readable, Writable } from 'node:stream';
import type { Pool, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import QueryStream from 'pg-query-stream';
import { DataSource } from 'typeorm';
import { isConflict, translateDatabaseError } from './database-error.js';
import type { Scope, TenantScope, Values } from './scope.js';
import { SharedConnections } from './shared-connections.js';
import type { Statement } from './statement.js';

const attempts = 4;

/** The one door to PostgreSQL: scopes for single statements, and transactions. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly pool: Pool;
  private readonly shared: SharedConnections;

  constructor(dataSource: DataSource) {
    this.pool = poolOf(dataSource);
    this.shared = new SharedConnections(this.pool.options);
  }

  /** For single statements on one organization's data. */
  tenant(organizationId: string): TenantScope {
    return tenantScope(organizationId, this.pool, this.shared);
  }

  /** For single statements on what belongs to no organization. */
  installation(): Scope {
    return plainScope(this.pool, this.shared);
  }

  /** Several statements on one organization's data, all or none; done again when it met another transaction. */
  tenantTransaction<T>(organizationId: string, work: (scope: TenantScope) => Promise<T>): Promise<T> {
    return this.transaction((client) => work(tenantScope(organizationId, client)));
  }

  /** Several statements on what belongs to no organization, all or none. */
  installationTransaction<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
    return this.transaction((client) => work(plainScope(client)));
  }

  /** Connections of the pool: in all, idle, and requests that wait for one. */
  poolUse(): { total: number; idle: number; waiting: number } {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  /** Ends the connections that TypeORM, which owns the pool, knows nothing of. */
  async onApplicationShutdown(): Promise<void> {
    await this.shared.close();
  }

  private async transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (!isConflict(rootCause(error)) || attempt === attempts) throw translateDatabaseError(error);
      }
    }
  }

  private async attempt<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((rollbackError: Error) => (broken = rollbackError));
      throw error;
    } finally {
      // A connection that could not even roll back is closed instead of being handed to somebody else.
      client.release(broken);
    }
  }
}

function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

/** @param shared left out inside a transaction, where everything runs on its connection */
function tenantScope(organizationId: string, executor: Pool | PoolClient, shared?: SharedConnections): TenantScope {
  const scope = plainScope(executor, shared);
  return {
    organizationId,
    query: (statement, values = []) => scope.query(statement, [organizationId, ...values]),
    stream: (text, values = []) => scope.stream(text, [organizationId, ...values]),
    copyInto: (text) => scope.copyInto(text),
    analyze: (table) => scope.analyze(table),
  };
}

function plainScope(executor: Pool | PoolClient, shared?: SharedConnections): Scope {
  return {
    query: <Row extends object>(statement: Statement | string, values: Values = []) =>
      run<Row>(executor, statement, values, shared),
    stream: (text, values = []) => streamRows(executor, text, values),
    copyInto: (text) => copyRows(executor, text),
    analyze: async (table) => void (await run(executor, `analyze ${table}`, [])),
  };
}

async function run<Row extends object>(
  executor: Pool | PoolClient,
  statement: Statement | string,
  values: Values,
  shared?: SharedConnections,
): Promise<Row[]> {
  const { name, text, sharesConnection = false } = typeof statement === 'string' ? { text: statement } : statement;
  const query = { name, text, values: [...values] };
  try {
    if (sharesConnection && shared !== undefined) return await shared.query<Row>(query);
    const result = await executor.query<Row>(query);
    return result.rows;
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

async function streamRows(executor: Pool | PoolClient, text: string, values: Values): Promise<Readable> {
  const { client, done } = await borrow(executor);
  const stream = client.query(new QueryStream(text, [...values], { batchSize: 500 }));
  stream.once('close', done);
  return stream;
}

async function copyRows(executor: Pool | PoolClient, text: string): Promise<Writable> {
  const { client, done } = await borrow(executor);
  const stream = client.query(copyFrom(text));
  stream.once('close', done);
  return stream;
}

/** A stream needs a connection of its own while it runs; inside a transaction it has one. */
async function borrow(executor: Pool | PoolClient): Promise<{ client: PoolClient; done: () => void }> {
  if ('release' in executor) return { client: executor, done: () => undefined };
  try {
    const client = await executor.connect();
    return { client, done: () => client.release() };
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

/** TypeORM owns the pool and its life; statements go to it directly, so that they can be prepared by name. */
function poolOf(dataSource: DataSource): Pool {
  return Reflect.get(dataSource.driver, 'master') as Pool;
}
