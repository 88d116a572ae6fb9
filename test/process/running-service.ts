import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder, seen from the compiled tests. */
export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

export interface RunningService {
  readonly process: ChildProcess;
  readonly url: string;
  /** All it wrote so far. */
  output(): string;
  /** Waits until it has written a line like that, now or before, or has ended. */
  says(what: RegExp): Promise<string>;
  /** @returns exit code, or the signal that ended it */
  ended(): Promise<number | string>;
}

/** Starts a command of the service, as another user if need be, and waits until it listens. */
export async function startService(
  command: readonly string[],
  env: Record<string, string>,
  user: { readonly uid?: number; readonly gid?: number } = {},
): Promise<RunningService> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: projectRoot,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', PORT: '0', LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  // In pieces, and each looked at once: a service under attack writes a hundred megabytes.
  const written: string[] = [];
  const output = (): string => written.join('');
  const exit = once(child, 'exit').then(([code, signal]: unknown[]) => (code ?? signal) as number | string);
  const listeners = new Set<(text: string) => void>();
  let line = '';
  const read = (chunk: string): void => {
    written.push(chunk);
    const text = line + chunk;
    line = text.slice(text.lastIndexOf('\n') + 1);
    for (const listener of listeners) listener(text);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
  const says = (what: RegExp): Promise<string> =>
    new Promise((found, failed) => {
      const look = (text: string): void => {
        const match = what.exec(text);
        if (match === null) return;
        listeners.delete(look);
        found(match[1] ?? match[0]);
      };
      listeners.add(look);
      look(output());
      void exit.then((code) => failed(new Error(`ended with ${code} before it said ${what.source}: ${output()}`)));
    });
  const url = await says(/"address":"([^"]+)"/);
  return { process: child, url, output, says, ended: () => exit };
}

/** Processes that mention a text in their command line, by pid; what a stop must not leave behind. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => commandLineOf(name).includes(text))
    .map(Number);
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It ended between the listing and the look.
    return '';
  }
}

/** Kills a service and waits until its database, which outlives it by a moment, is gone too. */
export async function killService(service: RunningService, dataDir: string): Promise<void> {
  service.process.kill('SIGKILL');
  await service.ended();
  await noProcessWith(dataDir);
}

/** Waits for the last process on a data directory to end. @returns whether it has, within 15 seconds */
export async function noProcessWith(text: string): Promise<boolean> {
  const deadline = Date.now() + 15_000;
  while (processesWith(text).length > 0) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}
