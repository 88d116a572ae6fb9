import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmod, readdir, readlink, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findPackagedBinaries } from '../../src/database/embedded/packaged-binaries.js';
import { makeDataFolder, type DataFolder } from '../support/data-folder.js';
import { EMBEDDED_CHILD, EmbeddedProcess } from '../support/embedded-process.js';
import { copyProject, type ProjectCopy } from '../support/project-copy.js';
import { onServer } from '../support/template-database.js';

const isRoot = process.getuid?.() === 0;
const itAsRoot = isRoot ? it : it.skip;
const tinyShm = 'mount -t tmpfs -o size=1m none /dev/shm';
const canMount = isRoot && spawnSync('unshare', ['-m', 'sh', '-c', tinyShm]).status === 0;

async function ask(url: string, sql: string): Promise<unknown> {
  return onServer(
    url,
    async (client) => (await client.query<{ answer: unknown }>(`select ${sql} as answer`)).rows[0]?.answer,
  );
}

const describeWithPackage = findPackagedBinaries() ? describe : describe.skip;

/** The copies of binaries that root makes. */
async function copies(): Promise<string[]> {
  return (await readdir('/var/tmp')).filter((name) => name.startsWith('muster-pg-'));
}

describe('embedded database on machines that are not as they should be', () => {
  let folder: DataFolder;
  let owner: EmbeddedProcess | undefined;
  beforeAll(async () => {
    folder = await makeDataFolder();
  });
  afterEach(() => owner?.end('SIGTERM'));
  afterAll(() => folder.remove());

  it('speaks UTF-8 and knows its letters under LANG=C and a locale that does not exist', async () => {
    owner = EmbeddedProcess.own(join(folder.path, 'a b ü'), { env: { LANG: 'C', LC_ALL: 'xx_XX', PGDATA: '/none' } });
    const url = await owner.url();
    expect(await ask(url, `current_setting('server_encoding')`)).toBe('UTF8');
    expect(await ask(url, `lower('ÉSSEN')`)).toBe('éssen');
    expect(await ask(url, `current_setting('fsync')`)).toBe('on');
  });

  (canMount ? it : it.skip).each([
    ['a new', 'new'],
    ['an existing', 'a b ü'],
  ])('starts %s database with a /dev/shm of one megabyte (needs root that may mount)', async (_, name) => {
    const command = `${tinyShm} && exec "$0" "$@"`;
    const child = [process.execPath, EMBEDDED_CHILD, join(folder.path, name)];
    owner = EmbeddedProcess.start(['unshare', '-m', 'sh', '-c', command, ...child]);
    expect(await ask(await owner.url(), `current_setting('dynamic_shared_memory_type')`)).toBe('mmap');
  });

  itAsRoot('is taken over by root from an ordinary user, but not the other way round (needs root)', async () => {
    const nobody = { uid: 65_534, gid: 65_534 };
    const home = await makeDataFolder(nobody);
    const first = EmbeddedProcess.own(home.path, nobody);
    await onServer(await first.url(), (client) => client.query('create table kept as select 1 as n'));
    await first.end('SIGTERM');
    const second = EmbeddedProcess.own(home.path);
    expect(await ask(await second.url(), '(select n from kept)')).toBe(1);
    await second.end('SIGTERM');
    owner = EmbeddedProcess.own(home.path, { uid: 1, gid: 1 });
    const refusal = await owner.refusal();
    expect(refusal).toContain(join(home.path, 'pg18'));
    expect(refusal).toContain('chown -R 1 ');
    await home.remove();
  });
});

describeWithPackage('embedded database from binaries that are not as they should be', () => {
  let project: ProjectCopy;
  let owner: EmbeddedProcess | undefined;
  beforeAll(async () => {
    project = await copyProject();
  });
  afterEach(() => owner?.end('SIGTERM'));
  afterAll(() => project.remove());

  itAsRoot('runs from a copy when it may not make the missing links (needs root)', async () => {
    const home = await makeDataFolder({ uid: 65_534, gid: 65_534 });
    await chmod(project.root, 0o755);
    const env = { XDG_CACHE_HOME: join(home.path, 'cache') };
    owner = EmbeddedProcess.own(join(home.path, 'data'), { uid: 65_534, gid: 65_534, env }, project.script);
    await ask(await owner.url(), '1');
    expect(await readdir(join(home.path, 'cache', 'muster'))).toEqual([expect.stringMatching(/^muster-pg-18/)]);
    await owner.end('SIGTERM');
    await home.remove();
  });

  it('makes the links between the libraries that the install script did not make', async () => {
    await chmod(project.root, 0o755);
    const missing = async () => {
      const found = await Promise.allSettled(project.missingLinks.map((link) => readlink(link)));
      return found.filter(({ status }) => status === 'rejected').length;
    };
    expect(await missing()).toBe(project.missingLinks.length);
    const folder = await makeDataFolder();
    owner = EmbeddedProcess.own(folder.path, {}, project.script);
    expect(await ask(await owner.url(), `current_setting('server_version')`)).toMatch(/^18/);
    expect(await missing()).toBe(0);
    await owner.end('SIGTERM');
    await folder.remove();
  });

  itAsRoot(
    'finds another home for binaries and data when root has closed the project to others (needs root)',
    async () => {
      await chmod(project.root, 0o700);
      const before = new Set(await copies());
      const start = () => EmbeddedProcess.own(join(project.root, '.data'), {}, project.script);
      owner = start();
      const directory = String(await ask(await owner.url(), `current_setting('data_directory')`));
      expect(directory).toMatch(/^\/var\/lib\/muster-[0-9a-f]+\/pg18$/);
      expect(owner.logs.join('\n')).toContain(`the database is in ${directory}`);
      await onServer(await owner.url(), (client) => client.query('create table kept as select 1 as n'));
      await owner.end('SIGTERM');
      await chmod(project.root, 0o755);
      owner = start();
      expect(await ask(await owner.url(), '(select n from kept)')).toBe(1);
      await owner.end('SIGTERM');
      await rm(dirname(directory), { recursive: true });
      for (const name of (await copies()).filter((found) => !before.has(found)))
        await rm(join('/var/tmp', name), { recursive: true });
    },
  );
});
