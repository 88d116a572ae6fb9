import type { Pool, PoolClient } from 'pg';

/**
 * Whether exactly one other waits for what a client holds. Asked by the pool: a transaction goes on seeing who was active
 * when it first looked.
 */
export async function somebodyWaitsFor(client: PoolClient, pool: Pool): Promise<boolean> {
  const waiting = `select from pg_stat_activity where pg_blocking_pids(pid) @> array[$1::int]`;
  return (await pool.query(waiting, [await pidOf(client)])).rowCount === 1;
}

/** The process of the server that serves a client. */
export async function pidOf(client: PoolClient): Promise<number> {
  return (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0;
}
