import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jobOrigin } from '../../src/audit/origin.js';
import { memberColumns } from '../../src/directory/member-columns.js';
import { insertMembers, memberToUpdate, updateFreeMembers } from '../../src/directory/write-members.js';
import type { Answer } from '../support/http-client.js';
import { ExplainingScope } from './explaining-scope.js';
import { type ScimApp, startScimApp } from './scim-app.js';

let acme: ScimApp;

/** Pages of a write of one user with all its indexes and records. */
const enough = 120;

beforeAll(async () => {
  acme = await startScimApp({ byHand: ['people', 'history'] });
});
afterAll(() => acme.stop());

const switchOff = { Operations: [{ op: 'Replace', path: 'active', value: false }] };

const post = (userName: string) => acme.scim('POST', '/Users', { userName });

function create(names: readonly string[]): Promise<Answer[]> {
  return Promise.all(names.map(post));
}

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

const statusesOf = (answers: readonly Answer[]) => answers.map(({ status }) => status);

async function column(text: string, values: unknown[] = []): Promise<unknown[]> {
  const { rows } = await acme.app.pool.query<{ value: unknown }>(text, values);
  return rows.map(({ value }) => value);
}

/** What is asked for while nobody can write members: the first statement waits, and others gather behind it. */
async function whileHeldUp(ask: () => Promise<Answer>[]): Promise<Answer[]> {
  const holder = await acme.app.pool.connect();
  try {
    await holder.query('begin');
    await holder.query('lock table member in share row exclusive mode');
    const answers = ask();
    const waiting = `select count(*)::int as value from pg_locks where not granted and relation = 'member'::regclass`;
    while (Number((await column(waiting))[0]) < 1) await acme.scim('GET', '/Users?count=0');
    await acme.scim('GET', '/Users?count=0');
    await holder.query('commit');
    return await Promise.all(answers);
  } finally {
    holder.release();
  }
}

describe('users that are written at the same time', () => {
  it('are created by a few transactions, each answered with its own and recorded', async () => {
    const names = numbered('new', 60);
    const answers = await whileHeldUp(() => names.map(post));
    expect(statusesOf(answers)).toEqual(names.map(() => 201));
    expect(answers.map(({ body }) => body.userName)).toEqual(names);
    const ids = answers.map(({ body }) => body.id);
    const own = 'from member where id = any($1)';
    expect((await column(`select distinct xmin::text as value ${own}`, [ids])).length).toBeLessThan(30);
    const stored = await column(`select user_name as value from member where id = any($1) order by seq`, [ids]);
    expect(new Set(stored)).toEqual(new Set(names));
    expect(
      await column(`select count(*)::int as value from provisioning_event where resource_id = any($1)`, [ids]),
    ).toEqual([60]);
  });

  it('are changed by a few transactions, each with its history', async () => {
    const ids = (await create(numbered('changed', 60))).map(({ body }) => body.id);
    const answers = await whileHeldUp(() => ids.map((id) => acme.scim('PATCH', `/Users/${id}`, switchOff)));
    expect(answers.map(({ status, body }) => [status, body.id, body.active])).toEqual(
      ids.map((id) => [200, id, false]),
    );
    expect(
      (await column(`select distinct xmin::text as value from member where id = any($1)`, [ids])).length,
    ).toBeLessThan(30);
    expect(
      await column(`select count(*)::int as value from member_event where member_id = any($1) and kind = 'removed'`, [
        ids,
      ]),
    ).toEqual([60]);
  });

  it('do not fail with one whose name is taken, which is told so', async () => {
    await create(['Taken']);
    const names = ['one', 'two', 'three', 'taken', 'four', 'twice', 'TWICE', 'five'];
    const answers = await whileHeldUp(() => names.map(post));
    const refused = names.filter((_, index) => answers[index]?.status === 409).map((name) => name.toLowerCase());
    expect(refused.toSorted()).toEqual(['taken', 'twice']);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
  });

  it('do not wait for one that somebody holds', async () => {
    const ids: string[] = (await create(numbered('held', 12))).map(({ body }) => body.id);
    const [held = '', ...others] = ids;
    const holder = await acme.app.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from member where id = $1 for update', [held]);
      let answered = false;
      const waiting = acme.scim('PATCH', `/Users/${held}`, switchOff).finally(() => (answered = true));
      const rest = await Promise.all(others.map((id) => acme.scim('PATCH', `/Users/${id}`, switchOff)));
      expect(statusesOf(rest)).toEqual(others.map(() => 200));
      expect(answered).toBe(false);
      await holder.query('commit');
      expect((await waiting).status).toBe(200);
    } finally {
      holder.release();
    }
  });
});

describe('the statements that write several users', () => {
  it('find each by the key, whatever the size of the organization', async () => {
    await acme.app.pool.query(
      `insert into member (organization_id, user_name, user_name_key, name, name_key, resource, compare)
       select $1, 'p' || n, 'p' || n, 'p' || n, 'p' || n, jsonb_build_object('userName', 'p' || n, 'active', true),
         jsonb_build_object('userName', 'p' || n, 'active', true)
       from generate_series(1, 10000) as n`,
      [acme.organizationId],
    );
    await acme.app.pool.query('analyze member');
    const scope = new ExplainingScope(acme);
    const { rows } = await acme.app.pool.query(`select id from member where user_name = 'p77'`);
    const columns = memberColumns({ userName: 'p77', active: true });
    const change = { id: rows[0].id, columns, managerId: null, changes: [], namedByDirectory: false, events: [] };
    const item = memberToUpdate(jobOrigin('test'), { ...change, version: 1, operation: 'patch' });
    for (const statement of [updateFreeMembers, insertMembers]) {
      await scope.query(statement, [JSON.stringify([item])]);
      expect(scope.scanned).toEqual([]);
      expect(scope.pages).toBeLessThan(enough);
    }
  });
});
