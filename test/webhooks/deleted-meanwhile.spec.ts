import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool, PoolClient } from 'pg';
import { LoginFlow } from '../membership/login-flow.js';
import { until } from '../support/until.js';
import { WebhookReceiver } from './webhook-receiver.js';

let receiver: WebhookReceiver;
let flow: LoginFlow;

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  flow = await LoginFlow.start({ byHand: ['outbox'], env: { WEBHOOK_ALLOWED_HOSTS: receiver.host } });
});

afterAll(async () => {
  await flow.stop();
  await receiver.stop();
});

const beginMapping = `
  insert into mapping (organization_id, member_id, lcvista_user_id, origin, started_by)
  select organization_id, id, 'p', 'rule', 'test' from member where organization_id = $1`;

describe.each([
  {
    slug: 'removal',
    before: 'select $1::uuid',
    change: `insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause)
      select organization_id, id, 'removed', 'token', 'test', 'directory' from member where organization_id = $1`,
  },
  { slug: 'mapping', before: 'select $1::uuid', change: beginMapping },
  {
    slug: 'end-of-mapping',
    before: beginMapping,
    change: `update mapping set ended_at = now(), ended_reason = 'not-assigned', ended_by = 'test' where organization_id = $1`,
  },
])('while a webhook is told of a $slug', ({ slug, before, change }) => {
  let organizationId: string;

  beforeAll(async () => {
    await flow.organization(slug);
    const member = await flow.member(slug, 'jane@acme.test');
    const { rows } = await pool().query<{ organization_id: string }>(
      `insert into lcvista_user (organization_id, id, is_active, assigned, first_read_at, changed_at)
       select organization_id, 'p', true, true, now(), now() from member where id = $1 returning organization_id`,
      [member],
    );
    organizationId = rows[0]?.organization_id ?? '';
    await pool().query(before, [organizationId]);
  });

  afterAll(() => pool().query('delete from mapping where organization_id = $1', [organizationId]));

  it.each([
    ['deleted', 'delete from webhook where id = $1'],
    ['switched off', 'update webhook set enabled = false where id = $1'],
  ])('it is %s: it hears nothing, the others do, and nobody fails', async (_, end) => {
    const [leaving, staying] = [await receiver.register(flow.app, slug), await receiver.register(flow.app, slug)];
    const told = await inTransaction(async (ending) => {
      await ending.query('select from webhook where id = $1 for update', [leaving]);
      await ending.query(end, [leaving]);
      const telling = inTransaction(tellingOf);
      telling.catch(() => undefined);
      await until('the change waits for that', () => somebodyWaitsFor(ending));
      await ending.query('commit');
      return await telling;
    });
    expect(told).toEqual([staying]);
    await pool().query('delete from webhook where id = $1', [staying]);
  });

  /** @returns the webhooks that are told of the change */
  async function tellingOf(client: PoolClient): Promise<string[]> {
    await client.query(change, [organizationId]);
    const { rows } = await client.query<{ id: string }>(
      `select webhook_id as id from webhook_delivery where organization_id = $1 and xmin = pg_current_xact_id()::xid`,
      [organizationId],
    );
    return rows.map(({ id }) => id);
  }
});

/** Whatever is not committed is taken back. */
async function inTransaction<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool().connect();
  try {
    await client.query('begin');
    return await work(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

function pool(): Pool {
  return flow.app.pool;
}

/** Asked from outside: a transaction goes on seeing who was active when it first looked. */
async function somebodyWaitsFor(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const waiting = `select from pg_stat_activity where pg_blocking_pids(pid) @> array[$1::int]`;
  return (await pool().query(waiting, [rows[0]?.pid])).rowCount === 1;
}
