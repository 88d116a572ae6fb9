import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a server writes about itself into its data directory: line 1 process, line 4 port, line 8 status. */
export interface PostmasterPid {
  pid: number;
  port: number;
  /** Takes connections; false while it starts, recovers or shuts down. */
  ready: boolean;
}

/** Undefined: there is no such file. Null: there is one, but empty or cut off. */
export async function readPostmasterPid(directory: string): Promise<PostmasterPid | null | undefined> {
  const text = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (lines.length < 2 || !Number.isSafeInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), ready: lines[7] === 'ready' };
}
