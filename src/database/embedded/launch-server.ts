import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import type { ServerBinaries } from './find-binaries.js';
import { findFreePort } from './find-free-port.js';
import { startGuarded, type Guardian } from './guardian.js';
import { readPostmasterPid } from './postmaster-pid.js';
import { describeProcess, signal } from './process-info.js';
import type { ServerUser } from './server-user.js';

export interface ServerOptions {
  binaries: ServerBinaries;
  user: ServerUser | undefined;
  directory: string;
  /** Server settings besides those every server of ours gets. */
  settings: Record<string, string>;
  removeAfterwards?: string;
}

export interface RunningServer {
  port: number;
  /** Fast shutdown; answers when the server's processes are gone. May be called twice. */
  stop(): Promise<void>;
  /** Settles when the server is gone, asked or not. */
  ended: Promise<void>;
}

const ATTEMPTS = 5;
/** A recovery after a crash counts in; it is under a second as a rule. */
const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 30_000;
const LOG_KEPT_BYTES = 5_000_000;

/** Only loopback by number (the name may not resolve), no socket file, one process per connection and few besides. */
function commonSettings(major: number): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    max_parallel_workers_per_gather: '0',
    log_checkpoints: 'off',
    ...(major >= 18 && { io_method: 'sync' }),
  };
}

/**
 * Starts a server on a free port and waits until it takes connections. Undefined: another server took the directory
 * first. A port taken in between, or too little shared memory in the container, is answered by another try.
 */
export async function launchServer(options: ServerOptions): Promise<RunningServer | undefined> {
  const logFile = join(options.directory, 'server.log');
  await keepLogShort(logFile);
  const settings = { ...commonSettings(options.binaries.major), ...options.settings };
  let failure = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const logStart = (await stat(logFile).catch(() => undefined))?.size ?? 0;
    const port = await findFreePort();
    const guardian = startGuarded({
      user: options.user,
      logFile,
      command: commandLine(options, port, settings),
      removeAfterwards: options.removeAfterwards,
    });
    const pid = await waitUntilReady(guardian, options.directory, port);
    if (pid !== undefined) return { port, ended: guardian.ended, stop: () => stopServer(guardian, pid) };
    failure = await readFrom(logFile, logStart);
    if (/lock file ".*" already exists|pre-existing shared memory/.test(failure)) return undefined;
    if (/shared memory/.test(failure)) {
      settings.dynamic_shared_memory_type = 'mmap';
      delete settings.shared_buffers;
    } else if (!/could not (bind|create any TCP)/.test(failure)) break;
  }
  throw new EmbeddedDatabaseError(`the database server did not start (${logFile}): ${lastLine(failure)}`);
}

function commandLine(options: ServerOptions, port: number, settings: Record<string, string>): string[] {
  const flags = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  return [join(options.binaries.folder, 'postgres'), '-D', options.directory, ...flags];
}

/** The server's process number, or undefined when it gave up (or never got ready, and was then stopped). */
async function waitUntilReady(guardian: Guardian, directory: string, port: number): Promise<number | undefined> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!guardian.hasEnded() && Date.now() < deadline) {
    const file = await readPostmasterPid(directory).catch(() => undefined);
    if (file?.ready && file.port === port) return file.pid;
    await wait(10);
  }
  guardian.release();
  await guardian.ended;
  return undefined;
}

async function stopServer(guardian: Guardian, pid: number): Promise<void> {
  const deadline = Date.now() + STOP_WITHIN_MS;
  guardian.release();
  while (!(guardian.hasEnded() && (await isGone(pid)))) {
    if (Date.now() > deadline) signal(pid, 'SIGQUIT');
    await (guardian.hasEnded() ? wait(20) : Promise.race([guardian.ended, wait(1_000)]));
  }
}

async function isGone(pid: number): Promise<boolean> {
  const found = await describeProcess(pid);
  return !found || found.zombie || !found.command.startsWith('postgres');
}

async function keepLogShort(logFile: string): Promise<void> {
  const size = (await stat(logFile).catch(() => undefined))?.size ?? 0;
  if (size > LOG_KEPT_BYTES) await rename(logFile, `${logFile}.1`);
}

async function readFrom(logFile: string, start: number): Promise<string> {
  const file = await open(logFile, 'r').catch(() => undefined);
  if (!file) return 'it wrote no log';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, start);
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await file.close();
  }
}

/** What PostgreSQL calls fatal, else whatever it said last. */
function lastLine(text: string): string {
  const lines = text.split('\n');
  return lines.findLast((line) => line.includes('FATAL')) ?? lines.at(-1) ?? '';
}
