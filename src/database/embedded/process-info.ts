import { readFile, readlink, readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { runAs } from './run-as.js';

export interface ProcessInfo {
  /** Dead, but its parent has not asked after it yet; after a `kill -9` in a container this can last seconds. */
  zombie: boolean;
  /** The program's name without its folder. */
  command: string;
  /** Undefined where the system does not tell. */
  workingDirectory: string | undefined;
}

/** True while the number is taken by any process, zombies included. */
export async function isAlive(pid: number): Promise<boolean> {
  return (await describeProcess(pid)) !== undefined;
}

/** What runs under a process number; undefined when nothing does. Reads /proc, or asks `ps` where there is none (macOS). */
export async function describeProcess(pid: number): Promise<ProcessInfo | undefined> {
  if (!Number.isSafeInteger(pid) || pid <= 0 || !answersToSignal(pid)) return undefined;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return askPs(pid);
  const command = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
  const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return { zombie: state === 'Z' || state === 'X', command, workingDirectory };
}

function answersToSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function askPs(pid: number): Promise<ProcessInfo | undefined> {
  const { ok, output } = await runAs(undefined, 'ps', ['-o', 'stat=', '-o', 'comm=', '-p', String(pid)]);
  const [, state, command] = /^(\S+)\s+(.*)$/.exec(output) ?? [];
  if (!ok || state === undefined || command === undefined) return undefined;
  return { zombie: state.startsWith('Z'), command: basename(command), workingDirectory: undefined };
}

/** Sends a signal; a process that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The processes whose working directory is this one: a PostgreSQL server works from its data directory. Empty without /proc. */
export async function listProcessesIn(directory: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => undefined)));
  return pids.filter((_, index) => folders[index] === directory);
}
