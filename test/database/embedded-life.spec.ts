import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bufferMemory, usableMemory } from '../../src/database/embedded/buffer-memory.js';
import { canEnter } from '../../src/database/embedded/data-directory.js';
import { makeDataFolder, type DataFolder } from '../support/data-folder.js';
import { EMBEDDED_CHILD, EmbeddedProcess, processesNaming } from '../support/embedded-process.js';
import { onServer } from '../support/template-database.js';
import { until } from '../support/until.js';

const isRoot = process.getuid?.() === 0;
const nobody = { name: 'nobody', uid: 65_534, gid: 65_534 };
const nobodyCanRun = isRoot && (await canEnter(join(EMBEDDED_CHILD, '..'), nobody));

const query = (url: string, sql: string) => onServer(url, (client) => client.query<{ n: number }>(sql));

const users = [
  { title: isRoot ? 'as root' : 'as an ordinary user', user: undefined },
  ...(nobodyCanRun ? [{ title: 'as an ordinary user (nobody)', user: nobody }] : []),
];

describe.each(users)('embedded database, $title', ({ user }) => {
  let folder: DataFolder;
  const start = () => EmbeddedProcess.own(folder.path, user && { uid: user.uid, gid: user.gid });
  beforeAll(async () => {
    folder = await makeDataFolder(user);
  });
  afterAll(() => folder.remove());

  it('is created by the first start and leaves no process behind when stopped', async () => {
    const owner = start();
    const url = await owner.url();
    const size = `select (setting::int * 8 / 1024) as n from pg_settings where name = 'shared_buffers'`;
    expect((await query(url, size)).rows).toEqual([{ n: bufferMemory(usableMemory()) }]);
    await query(url, 'create table kept (n int primary key); insert into kept values (0)');
    expect(owner.logs.join('\n')).toContain('creating the embedded PostgreSQL');
    expect(owner.logs.join('\n')).not.toContain(new URL(url).password);
    expect(await owner.end('SIGTERM')).toBe(0);
    expect(await processesNaming(folder.path)).toEqual([]);
  });

  it('has its data after a restart', async () => {
    const owner = start();
    expect((await query(await owner.url(), 'select n from kept')).rows).toEqual([{ n: 0 }]);
    expect(owner.logs.join('\n')).not.toContain('creating');
    expect(await owner.end('SIGINT')).toBe(0);
  });

  it('refuses a second process in one sentence and serves the first one on', async () => {
    const owner = start();
    const url = await owner.url();
    const second = start();
    expect(await second.refusal()).toBe('embedded database in use by another process; stop it or set DATABASE_URL');
    expect(await second.ended).toBe(1);
    expect((await query(url, 'select n from kept')).rowCount).toBe(1);
    expect(await owner.end('SIGTERM')).toBe(0);
  });

  it('lets the one of two that start at once have a new folder, and refuses the other', async () => {
    const fresh = await makeDataFolder(user);
    const both = [1, 2].map(() => EmbeddedProcess.own(fresh.path, user && { uid: user.uid, gid: user.gid }));
    const outcomes = await Promise.allSettled(both.map((process) => process.url()));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(String(refused?.reason)).toContain('in use by another process');
    await Promise.all(both.map((process) => process.end('SIGTERM')));
    expect(await processesNaming(fresh.path)).toEqual([]);
    await fresh.remove();
  });

  it('keeps every acknowledged row when its owner is killed -9, and stops by itself', async () => {
    const owner = start();
    let acknowledged = 0;
    await onServer(await owner.url(), async (client) => {
      client.on('error', () => undefined);
      const writing = (async () => {
        for (let n = 1; ; n += 1) {
          await client.query('insert into kept values ($1)', [n]);
          acknowledged = n;
        }
      })().catch(() => undefined);
      await until('some rows are written', () => Promise.resolve(acknowledged > 20));
      await owner.end('SIGKILL');
      await writing;
    });
    const next = start();
    const { rows } = await query(await next.url(), 'select max(n) as n from kept');
    expect(rows[0]?.n).toBeGreaterThanOrEqual(acknowledged);
    await next.end('SIGKILL');
    await until('the server stopped by itself', async () => (await processesNaming(folder.path)).length === 0);
    const log = await readFile(join(folder.path, 'pg18', 'server.log'), 'utf8');
    expect(log.trimEnd().split('\n').at(-1)).toContain('database system is shut down');
  });
});

if (!nobodyCanRun) {
  it.skip(`embedded database, as another user: ${isRoot ? 'nobody cannot read this project' : 'needs root'}`, () =>
    undefined);
}
