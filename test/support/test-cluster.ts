import { chmod, chown, lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseUser } from '../../src/database/embedded/choose-user.js';
import { canEnter } from '../../src/database/embedded/data-directory.js';
import { findBinaries } from '../../src/database/embedded/find-binaries.js';
import { initCluster, OWNER } from '../../src/database/embedded/init-cluster.js';
import { launchServer } from '../../src/database/embedded/launch-server.js';
import type { ServerUser } from '../../src/database/embedded/server-user.js';

export interface TestCluster {
  /** Address of the maintenance database. */
  url: string;
  /** Stops the server; its folder goes with it. */
  stop(): Promise<void>;
}

const PREFIX = 'muster-test-';

const ONE_DAY_MS = 24 * 60 * 60 * 1000;

/** Nothing here has to survive anything; room for the pools of all workers. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
};

async function findRoom(user: ServerUser | undefined): Promise<string> {
  for (const folder of [tmpdir(), '/var/tmp']) if (await canEnter(folder, user)) return folder;
  return '/tmp';
}

/** A run killed while it created its cluster leaves it behind; only folders of ours that are older than a day go. */
async function sweepLeftovers(room: string, user: ServerUser | undefined): Promise<void> {
  const ours = new Set([process.getuid?.(), user?.uid]);
  for (const name of (await readdir(room)).filter((found) => found.startsWith(PREFIX))) {
    const folder = join(room, name);
    const found = await lstat(folder).catch(() => undefined);
    if (!found?.isDirectory() || !ours.has(found.uid) || Date.now() - found.mtimeMs < ONE_DAY_MS) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A PostgreSQL of this test run alone, in a temporary folder. It ends and its folder is removed when `stop` is called or
 * when this process dies, `kill -9` included.
 */
export async function startTestCluster(): Promise<TestCluster> {
  const user = await chooseUser();
  const binaries = await findBinaries(user, console.warn);
  const room = await findRoom(user);
  await sweepLeftovers(room, user);
  const folder = await mkdtemp(join(room, PREFIX));
  await chmod(folder, 0o755);
  if (user) await chown(folder, user.uid, user.gid);
  const directory = join(folder, 'pg');
  await initCluster(directory, binaries, user, ['--no-sync', '--auth=trust']);
  const server = await launchServer({ binaries, user, directory, settings: SETTINGS, removeAfterwards: folder });
  if (!server) throw new Error(`another server took ${directory}`);
  const stop = async () => {
    await server.stop();
    // The server's user can empty its folder, but take it out of the room only where everybody may.
    await rm(folder, { recursive: true, force: true });
  };
  return { url: `postgres://${OWNER}@127.0.0.1:${server.port}/postgres`, stop };
}
