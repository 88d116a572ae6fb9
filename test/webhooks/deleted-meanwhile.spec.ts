import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool, PoolClient } from 'pg';
import { declaredStatements } from '../../src/database/statement.js';
import { LoginFlow } from '../membership/login-flow.js';
import { until } from '../support/until.js';
import { somebodyWaitsFor } from '../support/waits-for.js';
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
    const told = await toldWhile(organizationId, leaving, end, change);
    expect(told.map(({ id }) => id)).toEqual([staying]);
    await pool().query('delete from webhook where id = $1', [staying]);
  });
});

it.each(['member.removed', 'member.restored'])(
  'of two things, a webhook that wants only %s by now is told of that',
  async (event) => {
    const slug = event.replace('.', '-');
    await flow.organization(slug);
    const member = await flow.member(slug, 'jane@acme.test');
    const { rows } = await pool().query<{ id: string }>('select organization_id as id from member where id = $1', [
      member,
    ]);
    const organizationId = rows[0]?.id ?? '';
    const webhook = await receiver.register(flow.app, slug);
    const narrow = `update webhook set events = array['${event}'] where id = $1`;
    const change = `insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause)
      select organization_id, id, kind, 'token', 'test', 'directory'
      from member, unnest(array['removed', 'restored']) kind where organization_id = $1`;
    expect(await toldWhile(organizationId, webhook, narrow, change)).toEqual([{ id: webhook, event }]);
  },
);

/**
 * Makes a change while a webhook's row is being changed, and takes it back.
 *
 * @returns the webhooks that are told of it, and what
 */
async function toldWhile(
  organizationId: string,
  webhook: string,
  text: string,
  change: string,
): Promise<{ id: string; event: string }[]> {
  const telling = async (client: PoolClient): Promise<{ id: string; event: string }[]> => {
    await client.query(change, [organizationId]);
    const told = `select webhook_id as id, event from webhook_delivery
      where organization_id = $1 and xmin = pg_current_xact_id()::xid`;
    return (await client.query<{ id: string; event: string }>(told, [organizationId])).rows;
  };
  return inTransaction(async (changing) => {
    // As the service does before it changes or deletes one.
    await changing.query(declaredStatements().get('lock-webhook') ?? '', [organizationId, webhook]);
    await changing.query(text, [webhook]);
    const told = inTransaction(telling);
    told.catch(() => undefined);
    await until('the change waits for that', () => somebodyWaitsFor(changing, pool()));
    await changing.query('commit');
    return await told;
  });
}

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
