import { Socket } from 'node:net';
import { relative } from 'node:path';
import type { Client } from 'pg';
import { bufferMemory, usableMemory } from './buffer-memory.js';
import { chooseUser } from './choose-user.js';
import { prepareDataDirectory } from './data-directory.js';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { findBinaries } from './find-binaries.js';
import { freeDirectory } from './free-directory.js';
import { hasCluster, initCluster, OWNER, readPassword } from './init-cluster.js';
import { launchServer, type RunningServer, type ServerOptions } from './launch-server.js';
import { connectAsOwner, takeOwnership } from './owner-lock.js';

export interface EmbeddedPostgresOptions {
  /** DATA_DIR; the cluster lies in `pg<major version>` below it. */
  dataDir: string;
  /** Receives one line at a time, without secrets. */
  log: (message: string) => void;
}

export interface EmbeddedPostgres {
  /** Carries the password: not for logs. */
  url: string;
  /** Shuts the server down; close every connection first. May be called twice. */
  stop(): Promise<void>;
}

const DATABASE = 'muster';

/** How often a directory may be taken from under us before we call it in use. */
const ATTEMPTS = 5;

/**
 * Starts the PostgreSQL that comes with the project on a data directory that stays, creating it the first time, and owns
 * it until `stop` or until this process dies in whatever way. Data that was committed survives both.
 *
 * @throws EmbeddedDatabaseError one sentence: in use by another process, no binaries, no permission, damaged directory.
 */
export async function startEmbeddedPostgres({ dataDir, log }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new EmbeddedDatabaseError('there is no embedded database on Windows: set DATABASE_URL');
  }
  const user = await chooseUser();
  const binaries = await findBinaries(user, log);
  const directory = await prepareDataDirectory(dataDir, binaries.major, user, log);
  const shownDirectory = directory.startsWith(process.cwd()) ? relative('', directory) : directory;
  if (!(await hasCluster(directory))) {
    log(`creating the embedded PostgreSQL ${binaries.version} in ${shownDirectory}`);
    await initCluster(directory, binaries, user);
  }
  const password = await readPassword(directory);
  const settings = { max_connections: '60', shared_buffers: `${bufferMemory(usableMemory())}MB` };
  const { server, owner } = await launchOwned({ binaries, user, directory, settings }, password, log);
  let stopping = false;
  void server.ended.then(
    () => stopping || log(`the embedded PostgreSQL stopped by itself; see ${directory}/server.log`),
  );
  log(`embedded PostgreSQL ${binaries.version} on 127.0.0.1:${server.port}, data in ${shownDirectory}`);
  return {
    url: `postgres://${OWNER}:${password}@127.0.0.1:${server.port}/${DATABASE}`,
    stop: async () => {
      stopping = true;
      await server.stop();
      await owner.end().catch(() => undefined);
    },
  };
}

/**
 * A server on the directory with our mark on it. The mark stays on its own connection until the server is down, so that
 * no other process takes a server for left behind while we are still stopping it.
 */
async function launchOwned(
  options: ServerOptions,
  password: string,
  log: (message: string) => void,
): Promise<{ server: RunningServer; owner: Client }> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    await freeDirectory(options.directory, password, log);
    const server = await launchServer(options);
    if (server) return { server, owner: await own(server, password) };
  }
  throw new EmbeddedDatabaseError(`other processes keep starting a database in ${options.directory}`);
}

async function own(server: RunningServer, password: string): Promise<Client> {
  const socket = new Socket();
  try {
    const owner = await connectAsOwner({ port: server.port, password }, socket);
    if (!(await takeOwnership(owner))) throw new EmbeddedDatabaseError('another process claimed the embedded database');
    const { rowCount } = await owner.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await owner.query(`create database ${DATABASE}`);
    // Idle from now on: it must not keep a process alive that has nothing else to do.
    socket.unref();
    return owner;
  } catch (error) {
    await server.stop();
    throw error;
  }
}
