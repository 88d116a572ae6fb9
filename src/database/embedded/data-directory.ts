import { createHash } from 'node:crypto';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { runAs } from './run-as.js';
import type { ServerUser } from './server-user.js';

/** True when `user` (undefined: ourselves) can step into the folder. */
export async function canEnter(folder: string, user: ServerUser | undefined): Promise<boolean> {
  return (await runAs(user, '/bin/sh', ['-c', 'cd "$1"', 'sh', folder])).ok;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: Error) => {
    throw new EmbeddedDatabaseError(`the data folder cannot be made: ${error.message}`);
  });
}

/**
 * Where the cluster of this major version lives: `<dataDir>/pg18`. When root's server user cannot get there (a project
 * below /root), `/var/lib/muster-<hash of dataDir>/pg18`; data that is already in one of the two is never left behind.
 */
async function locate(dataDir: string, major: number, user: ServerUser | undefined): Promise<string> {
  const home = resolve(dataDir);
  const local = join(home, `pg${major}`);
  await makeFolder(home);
  if (!user) return local;
  const hash = createHash('sha256').update(home).digest('hex').slice(0, 10);
  const elsewhere = join(`/var/lib/muster-${hash}`, `pg${major}`);
  if (!(await exists(local)) && (await exists(elsewhere))) return elsewhere;
  if (await canEnter(home, user)) return local;
  if (await exists(local)) {
    throw new EmbeddedDatabaseError(
      `user ${user.name} cannot reach the database in ${local}; open the folders above it`,
    );
  }
  await makeFolder(dirname(elsewhere));
  return elsewhere;
}

/** PostgreSQL wants its directory owned by the user it runs as and closed to others. */
async function takeOver(directory: string, user: ServerUser | undefined): Promise<void> {
  const found = await stat(directory);
  const uid = user?.uid ?? process.getuid?.() ?? found.uid;
  if (found.uid !== uid) {
    const given =
      user && (await runAs(undefined, 'chown', ['-R', '-h', `${user.uid}:${user.gid}`, `${directory}/`])).ok;
    if (!given) {
      throw new EmbeddedDatabaseError(
        `the database in ${directory} belongs to user id ${found.uid}; remove it or run: chown -R ${uid} '${directory}'`,
      );
    }
  }
  if ((found.mode & 0o777) !== 0o700 && (found.mode & 0o777) !== 0o750) await chmod(directory, 0o700);
}

/**
 * Finds the cluster's directory and makes what is above it. The directory itself may not exist yet; if it does, its
 * owner and mode are put right, or an error names the directory and the repair.
 */
export async function prepareDataDirectory(
  dataDir: string,
  major: number,
  user: ServerUser | undefined,
  log: (message: string) => void,
): Promise<string> {
  const directory = await locate(dataDir, major, user);
  if (dirname(directory) !== resolve(dataDir)) {
    log(`user ${user?.name ?? ''} cannot enter ${resolve(dataDir)}: the database is in ${directory}`);
  }
  if (await exists(directory)) await takeOver(directory, user);
  return directory;
}
