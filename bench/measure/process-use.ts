import { readdirSync, readFileSync } from 'node:fs';

/** What `/proc` counts in; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Resident memory in MiB: now, and at its highest. */
export interface MemoryUse {
  readonly now: number;
  readonly peak: number;
}

/** Fields after the name, which may hold blanks and brackets. */
function statOf(pid: number | string): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** CPU seconds that a process has used so far, with those of its children that have ended; null without `/proc`. */
export function cpuOf(pid: number): number | null {
  try {
    const [user, system, childUser, childSystem] = statOf(pid).slice(11, 15).map(Number);
    return ((user ?? 0) + (system ?? 0) + (childUser ?? 0) + (childSystem ?? 0)) / ticksPerSecond;
  } catch {
    return null;
  }
}

/** CPU seconds of a process and all its living children. */
export function cpuOfFamily(pid: number): number | null {
  const own = cpuOf(pid);
  return own === null ? null : childrenOf(pid).reduce((total, child) => total + (cpuOf(child) ?? 0), own);
}

/** @returns null when the process is gone */
export function parentOf(pid: number): number | null {
  try {
    return Number(statOf(pid)[1]);
  } catch {
    return null;
  }
}

/** Resident memory in MiB, now and at its highest; null when the process is gone. */
export function memoryOf(pid: number | 'self'): MemoryUse | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mebibytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024;
    return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') };
  } catch {
    return null;
  }
}

function childrenOf(pid: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((candidate) => parentOf(candidate) === pid);
}
