import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Where Debian, Red Hat, Homebrew (both) and Postgres.app keep their versions: folder, then what follows the version. */
const VERSIONED_PLACES: [folder: string, version: RegExp, bin: string][] = [
  ['/usr/lib/postgresql', /^\d+$/, 'bin'],
  ['/usr', /^pgsql-\d+$/, 'bin'],
  ['/usr/libexec', /^postgresql\d+$/, ''],
  ['/opt/homebrew/opt', /^postgresql@\d+$/, 'bin'],
  ['/usr/local/opt', /^postgresql@\d+$/, 'bin'],
  ['/Applications/Postgres.app/Contents/Versions', /^\d+$/, 'bin'],
];

function versionOf(name: string): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0);
}

/** Folders that may hold a `postgres` of the machine's own, the likeliest first; whether one does is for the caller to try. */
export async function listSystemBinaryFolders(): Promise<string[]> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  for (const [folder, version, bin] of VERSIONED_PLACES) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => version.test(name));
    names.sort((one, other) => versionOf(other) - versionOf(one));
    folders.push(...names.map((name) => join(folder, name, bin)));
  }
  return [...new Set(folders)];
}
