import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../process/running-service.js';
import type { Release } from '../upgrade/releases.js';

const run = promisify(execFile);
const list = 'migrations/all-migrations.ts';

async function git(...args: string[]): Promise<string> {
  // Whoever runs the tests need not own the clone.
  const all = ['-c', 'safe.directory=*', '-C', projectRoot, ...args];
  return (await run('git', all, { maxBuffer: 64 * 2 ** 20 })).stdout;
}

/**
 * The last commit with the schema of a release, by what its list of migrations ended with.
 *
 * @throws Error when the history does not reach back so far
 */
async function commitOf({ version, lastMigration }: Release): Promise<string> {
  let next: string | null = null;
  for (const commit of (await git('log', '--format=%H', '--', list)).trim().split('\n')) {
    const names = (await git('show', `${commit}:${list}`)).match(/^ {2}\w+,$/gm) ?? [];
    if (names.at(-1)?.trim() === `${lastMigration},`) return next === null ? 'HEAD' : `${next}^`;
    next = commit;
  }
  throw new Error(`the history of this clone has no commit of release ${version}`);
}

/** The program of a release, built from the history of the project; today's packages do for it. */
export class OldRelease {
  private constructor(
    readonly commit: string,
    private readonly folder: string,
  ) {}

  static async build(release: Release): Promise<OldRelease> {
    const commit = (await git('rev-parse', '--short', await commitOf(release))).trim();
    const folder = await mkdtemp(join(tmpdir(), 'muster-old-'));
    const archive = join(folder, 'release.tar');
    await git(
      'archive',
      '--output',
      archive,
      commit,
      'src',
      'migrations',
      'package.json',
      'tsconfig.json',
      'nest-cli.json',
    );
    await run('tar', ['-xf', archive, '-C', folder]);
    await mkdir(join(folder, 'dist'), { recursive: true });
    await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
    await run(process.execPath, [join(projectRoot, 'node_modules/@nestjs/cli/bin/nest.js'), 'build'], { cwd: folder });
    return new OldRelease(commit, folder);
  }

  get main(): string {
    return join(this.folder, 'dist/src/main.js');
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
