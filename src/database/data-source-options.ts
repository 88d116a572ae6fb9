import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { allMigrations } from '../../migrations/all-migrations.js';
import { GuardedClient, lockTimeoutMs, statementTimeoutMs } from './guarded-client.js';
import { SnakeNamingStrategy } from './snake-naming-strategy.js';

const int8 = 20;
const date = 1082;

/** Counters and versions stay far below 2^53, and a calendar date has no time zone to be shifted by. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (oid === int8) return Number;
    if (oid === date) return String;
    return pg.types.getTypeParser(oid, format);
  },
};

/**
 * What every connection of the program has in common. No request waits longer than 30 seconds: 5 for a connection, and
 * 22 for the one statement that then fails; work behind the scenes raises the limits for its own transaction.
 */
export const connectionSettings = {
  Client: GuardedClient,
  connectionTimeoutMillis: 5_000,
  // A peer that vanished while nothing was said is noticed within half a minute.
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  statement_timeout: statementTimeoutMs,
  lock_timeout: lockTimeoutMs,
  // A peer that vanished in the middle of a transaction holds its locks no longer than this.
  idle_in_transaction_session_timeout: 20_000,
};

/**
 * How the program connects.
 *
 * @param url address of the PostgreSQL server and database
 * @param poolSize connections of this process at most
 */
export function dataSourceOptions(url: string, poolSize = 20): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    migrations: allMigrations,
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    poolSize,
    applicationName: 'muster',
    extra: { types, ...connectionSettings },
  };
}

/**
 * The same with the tables as entities declare them, for comparing both: the program itself speaks SQL and needs none.
 *
 * @param entities classes of the tables
 */
export function declaredOptions(url: string, entities: readonly (new () => object)[]): DataSourceOptions {
  return {
    ...dataSourceOptions(url, 2),
    entities: [...entities],
    namingStrategy: new SnakeNamingStrategy(),
    // The server makes UUIDs itself; nothing is installed for them.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
  } as DataSourceOptions;
}
