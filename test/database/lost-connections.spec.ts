import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source-options.js';
import { Database } from '../../src/database/database.js';
import { SharedConnections } from '../../src/database/shared-connections.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const many = 'select n from generate_series(1, 2000000) n where $1::uuid is not null';
const anybody = '00000000-0000-4000-8000-000000000001';
/** Of silence; a test cannot wait as long as the service does. */
const answerWithinMs = 2_000;
const away = { kind: 'unavailable', code: 'database-unavailable' };

describe('a connection that is lost', () => {
  let testDatabase: TestDatabase;
  let proxy: TcpProxy;
  let dataSource: DataSource;
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    const address = new URL(testDatabase.url);
    proxy = await TcpProxy.start(Number(address.port));
    address.host = `127.0.0.1:${proxy.port}`;
    const options = dataSourceOptions(address.href, 2);
    const extra = { ...(options.extra as object), answerWithinMs };
    dataSource = await new DataSource({ ...options, extra }).initialize();
    database = new Database(dataSource);
    await database.installation().query('create table line (n int not null)');
  });

  afterEach(async () => {
    const { total, idle, waiting } = database.poolUse();
    expect({ busy: total - idle, waiting }).toEqual({ busy: 0, waiting: 0 });
    expect(await database.installation().query<{ n: number }>('select 1 as n')).toEqual([{ n: 1 }]);
  });

  /** Nothing comes any more on the connections that there are; new ones work. */
  function silenceWhatIs(): void {
    proxy.silence();
    proxy.heal();
  }

  afterAll(async () => {
    await database.onApplicationShutdown();
    await dataSource.destroy();
    await proxy.stop();
    await testDatabase.drop();
  });

  it('between the statements of a transaction ends the transaction, and nothing else', async () => {
    const work = database.tenantTransaction(anybody, async (scope) => {
      await scope.query('select $1::uuid');
      proxy.cut();
      await new Promise((resolve) => setTimeout(resolve, 50));
      await scope.query('select $1::uuid');
    });
    await expect(work).rejects.toMatchObject(away);
  });

  it('under a statement is told as "not now"', async () => {
    const asked = database.installation().query('select pg_sleep(5)');
    setTimeout(() => proxy.cut(), 50);
    await expect(asked).rejects.toMatchObject(away);
  });

  it('without a word is told when a statement takes too long', async () => {
    const asked = database.installation().query('select pg_sleep(0.1)');
    setTimeout(() => silenceWhatIs(), 20);
    await expect(asked).rejects.toMatchObject(away);
    proxy.cut();
  });

  it('without a word under long work is told soon after the server has done it', async () => {
    const begun = performance.now();
    const work = database.patientTransaction(anybody, async (scope) => {
      // Longer than any other statement may take: the server says that it is at work.
      await scope.query('select pg_sleep(2.5) where $1::uuid is not null');
      setTimeout(() => silenceWhatIs(), 100);
      await scope.query('select pg_sleep(0.5) where $1::uuid is not null');
    });
    await expect(work).rejects.toMatchObject(away);
    const tookMs = performance.now() - begun;
    expect(tookMs).toBeGreaterThan(3_000);
    expect(tookMs).toBeLessThan(7_000);
    proxy.cut();
  });

  it('that nobody answers is closed all the same', async () => {
    const pool = poolOf(dataSource);
    const shared = new SharedConnections(pool.options);
    await shared.query({ text: 'select 1' });
    const client = await pool.connect();
    proxy.silence();
    const begun = performance.now();
    const ended = new Promise<void>((resolve) => pool.once('remove', () => resolve()));
    client.release(true);
    await Promise.all([shared.close(), ended]);
    expect(performance.now() - begun).toBeLessThan(3_000);
    proxy.heal();
    proxy.cut();
  });

  it('under a cursor ends the reading', async () => {
    const read = database.patientTransaction(anybody, async (scope) => {
      const rows = await scope.stream(many);
      await once(rows, 'readable');
      proxy.cut();
      rows.resume();
      await finished(rows);
    });
    await expect(read).rejects.toMatchObject(away);
  });

  it('under a cursor outside of a transaction is given back', async () => {
    const rows = await database.tenant(anybody).stream(many);
    await once(rows, 'readable');
    proxy.cut();
    rows.resume();
    await expect(finished(rows)).rejects.toThrow();
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('under a copy is given back, and so is one whose copy is refused', async () => {
    const lost = await database.installation().copyInto('copy line from stdin');
    setTimeout(() => proxy.cut(), 20);
    lost.write('1\n');
    await expect(finished(lost)).rejects.toThrow();
    const refused = await database.installation().copyInto('copy line from stdin');
    refused.end('no number\n');
    await expect(finished(refused)).rejects.toThrow(/invalid input syntax/);
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('a deadlock is solved by doing the statement again', async () => {
    await database.installation().query('insert into line values (1), (2)');
    // Both connections are there when they set out.
    await Promise.all([1, 2].map(() => database.installation().query('select pg_sleep(0.1)')));
    await Promise.all([database.installation().query(move(1, 2)), database.installation().query(move(2, 1))]);
    // They did meet: otherwise this would show nothing.
    const deadlocks = 'select deadlocks from pg_stat_database where datname = current_database()';
    await until('the server has counted the deadlock', async () => {
      const [found] = await database.installation().query<{ deadlocks: number }>(deadlocks);
      return (found?.deadlocks ?? 0) > 0;
    });
  });
});

function poolOf(dataSource: DataSource): Pool {
  return Reflect.get(dataSource.driver, 'master') as Pool;
}

/** Takes one line, holds it for a moment, then takes the other. */
function move(first: number, second: number): string {
  return `with one as (update line set n = n where n = ${first} returning n, pg_sleep(0.3))
    update line set n = n where n = ${second} and exists (select from one)`;
}
