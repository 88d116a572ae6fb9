import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import type { ServerBinaries } from './find-binaries.js';
import { isAlive } from './process-info.js';
import { runAs } from './run-as.js';
import type { ServerUser } from './server-user.js';

/** The only database user there is, a superuser of this private server. */
export const OWNER = 'muster';

const PASSWORD_FILE = 'muster.password';

/**
 * The same encoding, case rules and order on every machine, whatever its locale. Code point order: a query whose order
 * people see names its COLLATE.
 */
function localeFlags(major: number): string[] {
  if (major >= 17) return ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  if (major >= 15) return ['--locale=C', '--locale-provider=icu', '--icu-locale=und'];
  return ['--locale=C.UTF-8'];
}

/** True when the directory holds a finished cluster; an error when it holds something else. */
export async function hasCluster(directory: string): Promise<boolean> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw new EmbeddedDatabaseError(`the data directory cannot be read: ${error.message}`);
  });
  if (names.length === 0) return false;
  if (names.includes('PG_VERSION') && names.includes(PASSWORD_FILE)) return true;
  throw new EmbeddedDatabaseError(`${directory} holds no database of ours and is not empty; move it away`);
}

/** The password that `initCluster` wrote. */
export async function readPassword(directory: string): Promise<string> {
  return (await readFile(join(directory, PASSWORD_FILE), 'utf8')).trim();
}

async function giveTo(user: ServerUser | undefined, path: string): Promise<void> {
  if (user) await chown(path, user.uid, user.gid);
}

/** Removes what an initdb that was killed left beside the directory; the number in the name is its process. */
async function sweepUnfinished(directory: string): Promise<void> {
  const prefix = `${basename(directory)}.init-`;
  for (const name of await readdir(dirname(directory))) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : undefined;
    if (pid === undefined || (pid !== process.pid && (await isAlive(pid)))) continue;
    // Its initdb may still be writing; what cannot go now goes at the next start.
    await rm(join(dirname(directory), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * Creates the cluster in full beside its place and moves it there in one step, so that a half made one is never found.
 * When another process was faster, its cluster stands and ours is dropped.
 */
export async function initCluster(
  directory: string,
  binaries: ServerBinaries,
  user: ServerUser | undefined,
  extraFlags: string[] = [],
): Promise<void> {
  await sweepUnfinished(directory);
  const unfinished = `${directory}.init-${process.pid}`;
  const passwordFile = `${unfinished}.password`;
  try {
    await mkdir(unfinished, { mode: 0o700 }).catch((error: Error) => {
      throw new EmbeddedDatabaseError(`the database cannot be created: ${error.message}`);
    });
    await giveTo(user, unfinished);
    await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    await giveTo(user, passwordFile);
    await runInitdb(unfinished, passwordFile, binaries, user, extraFlags);
    await rename(passwordFile, join(unfinished, PASSWORD_FILE));
    await chmod(unfinished, 0o700);
    await moveIntoPlace(unfinished, directory);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

async function runInitdb(
  directory: string,
  passwordFile: string,
  binaries: ServerBinaries,
  user: ServerUser | undefined,
  extraFlags: string[],
): Promise<void> {
  const flags = [
    `--pgdata=${directory}`,
    `--username=${OWNER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-instructions',
    ...localeFlags(binaries.major),
    ...extraFlags,
  ];
  const initdb = join(binaries.folder, 'initdb');
  let result = await runAs(user, initdb, flags);
  if (!result.ok && /shared memory/.test(result.output) && binaries.major >= 16) {
    result = await runAs(user, initdb, [...flags, '--set=dynamic_shared_memory_type=mmap']);
  }
  if (!result.ok) throw new EmbeddedDatabaseError(`the database could not be created: ${lastLines(result.output)}`);
}

async function moveIntoPlace(unfinished: string, directory: string): Promise<void> {
  await rename(unfinished, directory).catch(async (error: NodeJS.ErrnoException) => {
    const lostTheRace = error.code === 'ENOTEMPTY' || error.code === 'EEXIST';
    if (!lostTheRace || !(await stat(join(directory, 'PG_VERSION')).catch(() => undefined))) throw error;
  });
}

function lastLines(output: string): string {
  return output.split('\n').slice(-4).join(' / ');
}
