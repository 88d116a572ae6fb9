import { Socket } from 'node:net';
import { Client } from 'pg';
import { OWNER } from './init-cluster.js';

export interface ServerAddress {
  port: number;
  password: string;
}

/** One session advisory lock in database `postgres` marks the process that owns the server; it ends with its connection. */
const LOCK = [0x6d757374, 1] as const;

const CONNECT_TIMEOUT_MS = 5_000;

/** A connection to the maintenance database; a server that goes away ends it silently. */
export async function connectAsOwner({ port, password }: ServerAddress, socket = new Socket()): Promise<Client> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: OWNER,
    password,
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'muster owner',
    stream: () => socket,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return client;
}

/** Takes the mark on this connection; false when another process has it. */
export async function takeOwnership(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, $2) as taken', [...LOCK]);
  return rows[0]?.taken === true;
}

/** Whether any process has the mark, without touching it; `directory` is what the server says it serves. */
export async function inspectOwnership(client: Client): Promise<{ owned: boolean; directory: string }> {
  const { rows } = await client.query<{ owned: boolean; directory: string }>(
    `select current_setting('data_directory') as directory, exists (
       select from pg_locks l join pg_database d on d.oid = l.database
       where d.datname = current_database() and l.locktype = 'advisory' and l.granted
         and l.classid = $1::int::oid and l.objid = $2::int::oid and l.objsubid = 2) as owned`,
    [...LOCK],
  );
  return { owned: rows[0]?.owned ?? false, directory: rows[0]?.directory ?? '' };
}
