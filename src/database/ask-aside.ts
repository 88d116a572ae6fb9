import type { ClientConfig } from 'pg';
import { isConnectionLost } from './database-error.js';
import { GuardedClient } from './guarded-client.js';

/** What was asked about needs no long thought. */
const statementTimeoutMs = 3_000;

/** What it does is seen by its own role, whatever else the role may see. */
const state = `select state from pg_stat_activity where pid = $1`;

const terminate = `select pg_terminate_backend($1)`;

/**
 * Whether the server is at work on behalf of one of our connections, asked on another one.
 *
 * @param pid the server's process behind the connection
 * @returns null when nobody can tell
 */
export async function isAtWork(options: ClientConfig, pid: number): Promise<boolean | null> {
  try {
    const [row] = await askAside<{ state: string | null }>(options, state, pid);
    return row !== undefined && !row.state?.startsWith('idle');
  } catch (error) {
    // A server that has something to say against it is there; then the work may go on, too.
    return isConnectionLost(error) ? null : true;
  }
}

/** Lets the server break off what it does for one of our connections. It may fail: the connection is then cut anyway. */
export async function breakOff(options: ClientConfig, pid: number): Promise<void> {
  await askAside(options, terminate, pid).catch(() => undefined);
}

async function askAside<Row extends object>(options: ClientConfig, text: string, pid: number): Promise<Row[]> {
  const client = new GuardedClient({ ...options, statement_timeout: statementTimeoutMs, answerWithinMs: 5_000 });
  try {
    await client.connect();
    return (await client.query<Row>(text, [pid])).rows;
  } finally {
    await client.end();
  }
}
