import { chmod, chown, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseUser } from '../../src/database/embedded/choose-user.js';
import { canEnter } from '../../src/database/embedded/data-directory.js';
import { findBinaries, type ServerBinaries } from '../../src/database/embedded/find-binaries.js';
import { initCluster, OWNER } from '../../src/database/embedded/init-cluster.js';
import { launchServer, type RunningServer } from '../../src/database/embedded/launch-server.js';
import { readPostmasterPid } from '../../src/database/embedded/postmaster-pid.js';
import { runAs } from '../../src/database/embedded/run-as.js';
import type { ServerUser } from '../../src/database/embedded/server-user.js';
import { onServer } from './template-database.js';

/** The disk may lie, since no power fails here; a server that is killed must still know what it acknowledged. */
const settings = { fsync: 'off', max_connections: '120', wal_level: 'replica', max_wal_senders: '4' };

interface Machine {
  readonly binaries: ServerBinaries;
  readonly user: ServerUser | undefined;
  readonly folder: string;
}

/** A PostgreSQL that can be stopped, killed and started again, each time on another port, and that can have a replica. */
export class MovableCluster {
  private server: RunningServer;

  private constructor(
    private readonly machine: Machine,
    private readonly directory: string,
    server: RunningServer,
  ) {
    this.server = server;
  }

  /** A new cluster in a folder of its own. */
  static async create(): Promise<MovableCluster> {
    const user = await chooseUser();
    const binaries = await findBinaries(user, console.warn);
    const room = (await canEnter(tmpdir(), user)) ? tmpdir() : '/var/tmp';
    const folder = await mkdtemp(join(room, 'muster-test-'));
    await chmod(folder, 0o755);
    if (user) await chown(folder, user.uid, user.gid);
    const machine = { binaries, user, folder };
    const directory = join(folder, 'first');
    await initCluster(directory, binaries, user, ['--no-sync', '--auth=trust']);
    return new MovableCluster(machine, directory, await launch(machine, directory, {}));
  }

  get port(): number {
    return this.server.port;
  }

  /** @param port another one than the cluster's own, such as that of a proxy */
  url(database = 'postgres', port = this.port): string {
    return `postgres://${OWNER}@127.0.0.1:${port}/${database}`;
  }

  /** Fast shutdown: connections are told goodbye. */
  async shutDown(): Promise<void> {
    await this.server.stop();
  }

  /** Everything ends at once, as when the machine loses power. */
  async crash(): Promise<void> {
    const file = await readPostmasterPid(this.directory);
    if (!file) throw new Error('there is no server to crash');
    process.kill(file.pid, 'SIGQUIT');
    await this.server.ended;
  }

  async start(): Promise<void> {
    this.server = await launch(this.machine, this.directory, {});
  }

  /**
   * A replica that follows every commit before it is acknowledged. The cluster is shut down for a moment while its files
   * are copied.
   */
  async replicate(): Promise<MovableCluster> {
    await this.shutDown();
    const directory = join(this.machine.folder, 'second');
    await cp(this.directory, directory, { recursive: true, preserveTimestamps: true });
    await rm(join(directory, 'postmaster.pid'), { force: true });
    await writeFile(join(directory, 'standby.signal'), '');
    const { user } = this.machine;
    if (user) await runAs(undefined, 'chown', ['-R', `${user.uid}:${user.gid}`, directory]);
    await chmod(directory, 0o700);
    await this.start();
    const primary = `host=127.0.0.1 port=${this.port} user=${OWNER}`;
    const server = await launch(this.machine, directory, { primary_conninfo: primary });
    await onServer(this.url(), async (client) => {
      await client.query(`alter system set synchronous_standby_names = '*'`);
      await client.query('select pg_reload_conf()');
    });
    return new MovableCluster(this.machine, directory, server);
  }

  /** Makes a replica a server of its own. */
  async promote(): Promise<void> {
    await onServer(this.url(), async (client) => void (await client.query('select pg_promote()')));
  }

  /** Stops it, and removes everything, a replica's files included. */
  async remove(): Promise<void> {
    await this.server.stop();
    await rm(this.machine.folder, { recursive: true, force: true });
  }
}

async function launch(
  { binaries, user }: Machine,
  directory: string,
  more: Record<string, string>,
): Promise<RunningServer> {
  const server = await launchServer({ binaries, user, directory, settings: { ...settings, ...more } });
  if (!server) throw new Error(`another server took ${directory}`);
  return server;
}
