import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { signal } from './process-info.js';
import { inspectDirectory, type DirectoryUse } from './inspect-directory.js';

const IN_USE = 'embedded database in use by another process; stop it or set DATABASE_URL';

const LOOK_AGAIN_MS = 100;

/**
 * How long each finding must last before it is believed. An owner that is just leaving gets a moment to go; a server
 * that is just up gets one to be claimed by its owner; an empty lock file may be a server's first instant.
 */
const PATIENCE_MS: Record<Exclude<DirectoryUse['kind'], 'free'>, number> = {
  owned: 500,
  orphaned: 2_000,
  busy: 20_000,
  misleading: 300,
};

/**
 * Waits until no server uses the directory: removes a lock file that means nothing, stops a server that was left behind,
 * and throws when a living process owns the database. Never touches the file of a server that runs.
 */
export async function freeDirectory(
  directory: string,
  password: string,
  log: (message: string) => void,
): Promise<void> {
  let since = Date.now();
  let before: DirectoryUse['kind'] | undefined;
  for (;;) {
    const use = await inspectDirectory(directory, password);
    if (use.kind === 'free') return;
    if (use.kind !== before) since = Date.now();
    before = use.kind;
    if (Date.now() - since >= PATIENCE_MS[use.kind]) {
      await settle(use, directory, log);
      since = Date.now();
    }
    await wait(LOOK_AGAIN_MS);
  }
}

async function settle(
  use: Exclude<DirectoryUse, { kind: 'free' }>,
  directory: string,
  log: (message: string) => void,
): Promise<void> {
  switch (use.kind) {
    case 'owned':
      throw new EmbeddedDatabaseError(IN_USE);
    case 'busy':
      throw new EmbeddedDatabaseError(
        `a PostgreSQL server (process ${use.pid}) holds ${directory} but does not answer; stop it or set DATABASE_URL`,
      );
    case 'orphaned':
      log(`stopping a database server that was left behind (process ${use.pid})`);
      signal(use.pid, 'SIGINT');
      return;
    case 'misleading':
      log('removing the lock file of a database server that is gone');
      await rm(join(directory, 'postmaster.pid'), { force: true });
  }
}
