import { realpath } from 'node:fs/promises';
import { connectAsOwner, inspectOwnership } from './owner-lock.js';
import { readPostmasterPid } from './postmaster-pid.js';
import { describeProcess, listProcessesIn } from './process-info.js';

/**
 * Who uses a data directory.
 *
 * - `free`: nobody; a file of a dead server may lie there, PostgreSQL deals with it.
 * - `owned`: a server runs and a living process of ours owns it.
 * - `orphaned`: a server runs and nobody owns it (or its owner has not said so yet).
 * - `busy`: a server is coming up, going down or dead but not yet buried; look again.
 * - `misleading`: the lock file is empty or names a process that is not this server (a number used again), so that
 *   PostgreSQL would refuse to start for nothing.
 */
export type DirectoryUse =
  | { kind: 'free' }
  | { kind: 'owned'; pid: number }
  | { kind: 'orphaned'; pid: number }
  | { kind: 'busy'; pid: number }
  | { kind: 'misleading' };

/**
 * Finds out who uses a data directory, by its `postmaster.pid` and by asking the server that this names.
 *
 * @param password of the server that this project started there
 */
export async function inspectDirectory(directory: string, password: string): Promise<DirectoryUse> {
  const file = await readPostmasterPid(directory);
  if (file === undefined) return { kind: 'free' };
  const home = await realpath(directory);
  if (file === null) {
    const [pid] = await listProcessesIn(home);
    return pid === undefined ? { kind: 'misleading' } : { kind: 'busy', pid };
  }
  const { pid, port, ready } = file;
  const holder = await describeProcess(pid);
  if (!holder) return { kind: 'free' };
  if (holder.zombie) return { kind: 'busy', pid };
  const elsewhere = holder.workingDirectory !== undefined && holder.workingDirectory !== home;
  if (!holder.command.startsWith('postgres') || elsewhere) return { kind: 'misleading' };
  return ready ? askServer(pid, port, password, home) : { kind: 'busy', pid };
}

async function askServer(pid: number, port: number, password: string, home: string): Promise<DirectoryUse> {
  const client = await connectAsOwner({ port, password }).catch(() => undefined);
  if (!client) return { kind: 'busy', pid };
  try {
    const { owned, directory } = await inspectOwnership(client);
    if ((await realpath(directory).catch(() => directory)) !== home) return { kind: 'busy', pid };
    return { kind: owned ? 'owned' : 'orphaned', pid };
  } catch {
    return { kind: 'busy', pid };
  } finally {
    await client.end().catch(() => undefined);
  }
}
