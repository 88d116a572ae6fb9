import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDataFolder, type DataFolder } from '../support/data-folder.js';
import { EMBEDDED_CHILD, EmbeddedProcess, processesNaming } from '../support/embedded-process.js';
import { until } from '../support/until.js';

describe('signals and the embedded database', () => {
  let folder: DataFolder;
  beforeEach(async () => {
    folder = await makeDataFolder();
  });
  afterEach(() => folder.remove());
  const nobodyLeft = async () => (await processesNaming(folder.path)).length === 0;

  it('Ctrl-C reaches us, not the server, which then stops cleanly', async () => {
    const owner = EmbeddedProcess.own(folder.path, { detached: true });
    await owner.url();
    process.kill(-(owner.child.pid ?? 0), 'SIGINT');
    expect(await owner.ended).toBe(0);
    expect(await nobodyLeft()).toBe(true);
    const log = await readFile(join(folder.path, 'pg18', 'server.log'), 'utf8');
    expect(log.trimEnd().split('\n').at(-1)).toContain('database system is shut down');
  });

  it('SIGTERM to npm, whose shell dies of it without passing it on, stops us all the same', async () => {
    const command = `"${process.execPath}" "${EMBEDDED_CHILD}" "${folder.path}"; exit $?`;
    const npm = EmbeddedProcess.start(['/bin/sh', '-c', command], { env: { npm_lifecycle_event: 'start' } });
    await npm.url();
    npm.child.kill('SIGTERM');
    await until('the process that npm left behind is gone', nobodyLeft);
  });

  it('a signal during the start ends with nothing running', async () => {
    const owner = EmbeddedProcess.own(folder.path);
    await until('it is at work', async () => (await processesNaming(`${folder.path}/pg18`)).length > 0);
    expect(await owner.end('SIGTERM')).toBe(0);
    expect(await nobodyLeft()).toBe(true);
  });
});

describe('the server of a test run', () => {
  it('ends and its folder goes when the run is killed -9; folders older than a day go when the next one starts', async () => {
    const room = await makeDataFolder(undefined, 0o1777);
    const leftovers = ['muster-test-old', 'muster-test-young', 'somebody-else'].map((name) => join(room.path, name));
    for (const path of leftovers) await mkdir(path);
    for (const path of [leftovers[0]!, leftovers[2]!]) await utimes(path, 0, 0);
    const script = fileURLToPath(new URL('../support/test-cluster-child.js', import.meta.url));
    const run = EmbeddedProcess.start([process.execPath, script], { env: { TMPDIR: room.path } });
    await run.url();
    expect((await readdir(room.path)).filter((name) => !leftovers.includes(join(room.path, name)))).toHaveLength(1);
    await run.end('SIGKILL');
    const left = async () => (await readdir(room.path)).toSorted();
    await until('the folder is gone', async () => (await left()).length === 2);
    expect(await left()).toEqual(['muster-test-young', 'somebody-else']);
    expect(await processesNaming(room.path)).toEqual([]);
    await room.remove();
  });
});
