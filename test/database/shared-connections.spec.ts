import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '../../src/database/database.js';
import { lookUp } from '../../src/database/statement.js';
import { TestDoor } from '../support/test-door.js';

const ownProcess = lookUp('test-own-process', ['bigint'], 'select pg_backend_pid() as pid, $1 as number');
const quotient = lookUp('test-quotient', ['bigint'], 'select 1 / $1 as quotient');
const cutOff = lookUp('test-cut-off', ['bigint'], 'select pg_terminate_backend(pg_backend_pid()), $1 as number');

let door: TestDoor;
let database: Database;

beforeEach(async () => {
  door = await TestDoor.open();
  database = door.database;
});

afterEach(() => door.close());

describe('look-ups that share connections', () => {
  it('go over few connections, however many ask at once, and each gets its own answer', async () => {
    const asked = Array.from({ length: 500 }, (_, index) => index);
    const rows = await Promise.all(asked.map(ask));
    expect(rows.map((row) => row?.number)).toEqual(asked);
    expect(new Set(rows.map((row) => row?.pid)).size).toBeLessThanOrEqual(4);
  });

  it('leave the others alone when one of them fails', async () => {
    const divisors = Array.from({ length: 40 }, (_, index) => index % 4);
    const answers = await Promise.allSettled(
      divisors.map((divisor) => database.installation().query<{ quotient: number }>(quotient, [divisor])),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      divisors.map((divisor) => (divisor === 0 ? 'rejected' : 'fulfilled')),
    );
    expect(await ask(7)).toMatchObject({ number: 7 });
  });

  it('are a 503 when their connection is cut, and the next one makes a new connection', async () => {
    const before = await ask(1);
    const cut = Array.from({ length: 20 }, () => database.installation().query(cutOff, [1]));
    for (const answer of await Promise.allSettled(cut)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'database-unavailable' } });
    }
    const after = await ask(2);
    expect(after?.number).toBe(2);
    expect(after?.pid).not.toBe(before?.pid);
  });

  it('stay inside a transaction when they are asked there', async () => {
    const pids = await database.installationTransaction(async (scope) => [
      ...(await scope.query<{ pid: number }>('select pg_backend_pid() as pid')),
      ...(await scope.query<{ pid: number }>(ownProcess, [1])),
    ]);
    expect(pids[1]?.pid).toBe(pids[0]?.pid);
  });

  it('are answered before the connections end', async () => {
    const asked = Array.from({ length: 100 }, (_, index) => index);
    const answers = Promise.all(asked.map(ask));
    await database.onApplicationShutdown();
    expect((await answers).map((row) => row?.number)).toEqual(asked);
    await expect(ask(1)).rejects.toMatchObject({ code: 'database-unavailable' });
  });
});

async function ask(number: number): Promise<{ pid: number; number: number } | undefined> {
  const [row] = await database.installation().query<{ pid: number; number: number }>(ownProcess, [number]);
  return row;
}
