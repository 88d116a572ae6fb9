import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'muster-demo-';

/**
 * A data directory for one run of the demo, which thus never touches the one of `npm start`. It lies in the temporary
 * folder, which a server user that root lends the database to can enter wherever the project is. What earlier runs of
 * this user left behind because they were killed is removed.
 */
export async function demoDataDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  for (const name of (await readdir(tmpdir())).filter((found) => found.startsWith(prefix))) {
    const path = join(tmpdir(), name);
    const owner = (await stat(path).catch(() => undefined))?.uid;
    if (owner === process.getuid?.() && !isAlive(Number.parseInt(name.slice(prefix.length), 10)))
      await removeTree(path);
  }
  const path = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  await chmod(path, 0o755);
  return { path, remove: () => removeTree(path) };
}

function removeTree(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
