import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface DataFolder {
  path: string;
  remove(): Promise<void>;
}

/** An empty folder for a data directory, given to a user when one is named; mode 0755, so that root can lend it. */
export async function makeDataFolder(owner?: { uid: number; gid: number }, mode = 0o755): Promise<DataFolder> {
  const path = await mkdtemp(join(tmpdir(), 'muster-embedded-'));
  await chmod(path, mode);
  if (owner) await chown(path, owner.uid, owner.gid);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
