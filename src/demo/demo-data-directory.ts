import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const parent = '.data';
const prefix = 'demo-';

/**
 * A data directory for one run of the demo, beside the one of `npm start`, which the demo never touches. What earlier
 * runs left behind because they were killed is removed.
 */
export async function demoDataDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length)))) await removeTree(join(parent, name));
  }
  const path = join(parent, `${prefix}${process.pid}`);
  return { path, remove: () => removeTree(path) };
}

function removeTree(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
