import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { copyBinaries, findPackagedBinaries, makeMissingLinks } from './packaged-binaries.js';
import { runAs } from './run-as.js';
import type { ServerUser } from './server-user.js';
import { listSystemBinaryFolders } from './system-binaries.js';

export interface ServerBinaries {
  /** The folder of `postgres` and `initdb`. */
  folder: string;
  /** 18; it names the data directory, as versions cannot read one another's. */
  major: number;
  /** "18.4" */
  version: string;
}

const OLDEST_MAJOR = 14;

/** Answers undefined unless `user` itself can run the `postgres` in the folder and its version will do. */
async function probe(folder: string, user: ServerUser | undefined): Promise<ServerBinaries | undefined> {
  const { ok, output } = await runAs(user, join(folder, 'postgres'), ['--version']);
  const version = /\(PostgreSQL\) (\d+)(\.\d+)?/.exec(output);
  const major = Number(version?.[1] ?? 0);
  if (!ok || major < OLDEST_MAJOR) return undefined;
  return { folder, major, version: `${major}${version?.[2] ?? ''}` };
}

async function probePackaged(native: string, user: ServerUser | undefined): Promise<ServerBinaries | undefined> {
  await makeMissingLinks(native);
  return probe(join(native, 'bin'), user);
}

async function probeCopy(native: string, user: ServerUser | undefined, log: (message: string) => void) {
  try {
    const copy = await copyBinaries(native);
    return await probePackaged(copy, user);
  } catch (error) {
    log(`the packaged PostgreSQL cannot be run where it is, nor copied: ${(error as Error).message}`);
    return undefined;
  }
}

async function findOnSystem(user: ServerUser | undefined): Promise<ServerBinaries | undefined> {
  for (const folder of await listSystemBinaryFolders()) {
    const complete = await Promise.all([access(join(folder, 'postgres')), access(join(folder, 'initdb'))]).catch(
      () => null,
    );
    const found = complete && (await probe(folder, user));
    if (found) return found;
  }
  return undefined;
}

/**
 * The PostgreSQL programs to use: those in PG_BIN_DIR when it is set, else those that npm installed with us, else the
 * machine's own. Each is tried as the user that will run it.
 */
export async function findBinaries(
  user: ServerUser | undefined,
  log: (message: string) => void,
): Promise<ServerBinaries> {
  const chosen = process.env.PG_BIN_DIR;
  if (chosen) {
    const found = await probe(chosen, user);
    if (found) return found;
    throw new EmbeddedDatabaseError(`PG_BIN_DIR has no PostgreSQL ${OLDEST_MAJOR} or newer that runs: ${chosen}`);
  }
  const native = findPackagedBinaries();
  const packaged = native && ((await probePackaged(native, user)) ?? (await probeCopy(native, user, log)));
  const found = packaged ?? (await findOnSystem(user));
  if (found) return found;
  throw new EmbeddedDatabaseError('no database: set DATABASE_URL, or install without --omit=optional');
}
