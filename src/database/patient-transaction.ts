import type { ClientConfig, PoolClient, QueryResult } from 'pg';
import { breakOff, isAtWork } from './ask-aside.js';
import { GuardedClient, patientTimeoutMs } from './guarded-client.js';

/** What is nearly done when the process goes down may end; the time that a process has for it all is short. */
const graceMs = 6_000;

/** Work behind the scenes may take, and wait for locks, much longer than a request. */
const begin = `begin; set local statement_timeout = ${patientTimeoutMs}; set local lock_timeout = 60000;
  select pg_backend_pid() as pid`;

/**
 * Begins a transaction that may take long. While it does, the server is asked from time to time on another connection
 * whether it is still at work: on this one, a network that has fallen silent looks just like a long statement.
 *
 * @param options with which to connect to the same server
 * @param signal when it is aborted, the transaction is broken off unless it ends soon
 * @returns to be called when it has ended
 */
export async function beginPatiently(
  client: PoolClient,
  options: ClientConfig,
  signal?: AbortSignal,
): Promise<() => void> {
  const answers: unknown = await client.query(begin);
  const pid = (answers as QueryResult<{ pid: number }>[]).at(-1)?.rows[0]?.pid ?? 0;
  if (client instanceof GuardedClient) client.bePatient(() => isAtWork(options, pid));
  let timer: NodeJS.Timeout | undefined;
  const abort = (): void => {
    timer = setTimeout(() => void endNow(client, options, pid), graceMs);
  };
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    if (client instanceof GuardedClient) client.hurry();
  };
}

/** The server is told first: it would hold the locks until the statement ends, and only then look for us. */
async function endNow(client: PoolClient, options: ClientConfig, pid: number): Promise<void> {
  await breakOff(options, pid);
  if (client instanceof GuardedClient) client.giveUp();
}
