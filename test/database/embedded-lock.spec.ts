import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseUser } from '../../src/database/embedded/choose-user.js';
import { readPostmasterPid } from '../../src/database/embedded/postmaster-pid.js';
import { isAlive } from '../../src/database/embedded/process-info.js';
import { spawnOptions } from '../../src/database/embedded/run-as.js';
import type { ServerUser } from '../../src/database/embedded/server-user.js';
import { makeDataFolder, type DataFolder } from '../support/data-folder.js';
import { EmbeddedProcess, processesNaming } from '../support/embedded-process.js';
import { onServer } from '../support/template-database.js';
import { until } from '../support/until.js';

async function rows(url: string): Promise<number | null> {
  return (await onServer(url, (client) => client.query('select n from kept'))).rowCount;
}

/** Without /proc nobody says which folder another server works in. */
const itWithProc = existsSync('/proc/self/cwd') ? it : it.skip;

describe('embedded database: what a dead server leaves behind', () => {
  let folder: DataFolder;
  let user: ServerUser | undefined;
  let owner: EmbeddedProcess;
  const cluster = () => join(folder.path, 'pg18');
  const lockFile = () => join(cluster(), 'postmaster.pid');

  beforeAll(async () => {
    user = await chooseUser();
    folder = await makeDataFolder();
    owner = EmbeddedProcess.own(folder.path);
    await onServer(await owner.url(), (client) => client.query('create table kept as select 1 as n'));
    await owner.end('SIGTERM');
  });
  afterEach(() => owner.end('SIGTERM'));
  afterAll(() => folder.remove());

  /** Starts again and proves that the data is there. */
  async function startAgain(): Promise<void> {
    owner = EmbeddedProcess.own(folder.path);
    expect(await rows(await owner.url())).toBe(1);
  }

  /** Kills the owner and the guardian, at most the server too: nobody is left to clean up. */
  async function killAll({ server }: { server: boolean }): Promise<number> {
    await startAgain();
    const pid = (await readPostmasterPid(cluster()))?.pid ?? 0;
    const guardians = (await processesNaming(cluster())).filter((found) => found !== pid);
    for (const guardian of guardians) process.kill(guardian, 'SIGKILL');
    if (server) process.kill(pid, 'SIGKILL');
    await owner.end('SIGKILL');
    return pid;
  }

  it('starts after owner, guardian and server were all killed -9', async () => {
    const pid = await killAll({ server: true });
    expect((await readPostmasterPid(cluster()))?.pid).toBe(pid);
    await startAgain();
  });

  it('stops a server that was left running without an owner, and takes its place', async () => {
    const pid = await killAll({ server: false });
    expect(await isAlive(pid)).toBe(true);
    await startAgain();
    expect(owner.logs.join('\n')).toContain(`left behind (process ${pid})`);
    expect((await readPostmasterPid(cluster()))?.pid).not.toBe(pid);
  });

  it.each(['', '12'])('removes a lock file that says only %j', async (content) => {
    await writeFile(lockFile(), content);
    await startAgain();
    expect(owner.logs.join('\n')).toContain('removing the lock file');
  });

  it('removes a lock file whose number now belongs to a process that is no server, and leaves that alone', async () => {
    const stranger = spawn('sleep', ['60'], { ...spawnOptions(user), stdio: 'ignore' });
    await writeFile(lockFile(), `${stranger.pid}\n${cluster()}\n1\n5432\n\n127.0.0.1\n\nready   \n`);
    await startAgain();
    expect(owner.logs.join('\n')).toContain('removing the lock file');
    expect(stranger.kill()).toBe(true);
  });

  itWithProc('removes a lock file whose number now belongs to the server of another cluster', async () => {
    const other = await makeDataFolder();
    await cp(cluster(), join(other.path, 'pg18'), { recursive: true });
    const stranger = EmbeddedProcess.own(other.path);
    await stranger.url();
    await writeFile(lockFile(), await readFile(join(other.path, 'pg18', 'postmaster.pid')));
    await startAgain();
    expect(await rows(await stranger.url())).toBe(1);
    await stranger.end('SIGTERM');
    await other.remove();
  });

  it('creates anew when the process that was creating was killed -9, and sweeps what it left', async () => {
    const fresh = await makeDataFolder();
    const killed = EmbeddedProcess.own(fresh.path);
    const started = async () => {
      const unfinished = (await readdir(fresh.path)).find((name) => /\.init-\d+$/.test(name));
      return unfinished !== undefined && (await readdir(join(fresh.path, unfinished))).includes('PG_VERSION');
    };
    await until('initdb is at work', started);
    await killed.end('SIGKILL');
    await until('initdb is gone', async () => (await processesNaming(fresh.path)).length === 0);
    expect((await readdir(fresh.path)).filter((name) => name.includes('.init-'))).not.toEqual([]);
    owner = EmbeddedProcess.own(fresh.path);
    await owner.url();
    expect(await readdir(fresh.path)).toEqual(['pg18']);
    await owner.end('SIGTERM');
    await fresh.remove();
  });

  it('leaves a folder alone that holds something else', async () => {
    const full = await makeDataFolder();
    await mkdir(join(full.path, 'pg18'));
    await writeFile(join(full.path, 'pg18', 'letter.txt'), 'dear');
    owner = EmbeddedProcess.own(full.path);
    expect(await owner.refusal()).toContain('holds no database of ours and is not empty');
    expect(await readFile(join(full.path, 'pg18', 'letter.txt'), 'utf8')).toBe('dear');
    await full.remove();
  });
});
