import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The project's own folder, seen from the compiled bench. */
const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

export interface Child {
  readonly pid: number;
  /** What it wrote so far. */
  output(): string;
  /** Waits until it has written something, and gives the match's first group. */
  says(what: RegExp): Promise<string>;
  /** Waits for its end. @throws Error with its last words when it failed */
  ended(): Promise<void>;
  stop(): Promise<void>;
}

export interface Command {
  /** A compiled file below `dist-test`. */
  readonly file: string;
  readonly env: Record<string, string>;
  readonly args?: readonly string[];
  /** Options of node itself. */
  readonly nodeOptions?: readonly string[];
  readonly logFile: string;
}

/** Starts a process of ours. It writes into a file, so that reading its log costs nobody anything. */
export function startChild({ file, args = [], env, nodeOptions = [], logFile }: Command): Child {
  const log = openSync(logFile, 'w');
  const { PATH = '', HOME = '/' } = process.env;
  const program = resolve(projectRoot, 'dist-test', file);
  const child = spawn(process.execPath, [...nodeOptions, program, ...args], {
    cwd: projectRoot,
    // As under npm, a process of the service then ends when its parent does.
    env: { PATH, HOME, npm_lifecycle_event: 'bench', ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exit = once(child, 'exit').then(([code, signal]: unknown[]) => code ?? signal);
  const output = () => readFileSync(logFile, 'utf8');
  return {
    pid: child.pid ?? 0,
    output,
    says: (what) => waitFor(child, output, what),
    ended: async () => {
      const code = await exit;
      if (code !== 0) throw new Error(`${file} ended with ${String(code)}: ${output().slice(-2_000)}`);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await exit;
    },
  };
}

async function waitFor(child: ChildProcess, output: () => string, what: RegExp): Promise<string> {
  for (;;) {
    const match = what.exec(output());
    if (match !== null) return match[1] ?? match[0];
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`a process ended early: ${output()}`);
    await wait(20);
  }
}
