import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WebhookDeliverer } from '../../src/webhooks/webhook-deliverer.js';
import { LoginFlow } from '../membership/login-flow.js';
import type { Answer } from '../support/http-client.js';
import { SettableClock } from '../support/settable-clock.js';
import { WebhookReceiver } from './webhook-receiver.js';

const clock = new SettableClock('2100-01-01T00:00:00Z');
let receiver: WebhookReceiver;
let flow: LoginFlow;
let webhook: string;

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  flow = await LoginFlow.start({ byHand: ['outbox'], clock, env: { WEBHOOK_ALLOWED_HOSTS: receiver.host } });
  await flow.organization('acme');
});

afterAll(async () => {
  await flow.stop();
  await receiver.stop();
});

/** Each test has a webhook with one message that is due. */
beforeEach(async () => {
  await flow.app.pool.query('delete from webhook');
  webhook = await receiver.register(flow.app, 'acme');
  await flow.app.pool.query(
    `insert into webhook_delivery (organization_id, webhook_id, member_id, event, body)
     select organization_id, id, gen_random_uuid(), 'member.enrolled', '{"type":"member.enrolled"}' from webhook`,
  );
});

function admin(method: string, path: string, body?: object): Promise<Answer> {
  const options = { token: flow.app.platformToken, ...(body === undefined ? {} : { body }) };
  return flow.app.request(method, `/api/v1/organizations/acme/webhooks${path}`, options);
}

function deliver(): Promise<number> {
  return flow.app.app.get(WebhookDeliverer, { strict: false }).deliverDue();
}

async function delivery(): Promise<Record<string, unknown>> {
  return (await admin('GET', `/${webhook}/deliveries`)).body.items[0];
}

describe('Retry-After', () => {
  it.each([
    ['429 and a few minutes', 429, '420', 7],
    ['503 and a day', 503, '86400', 60],
    ['500, which has no such header', 500, '420', 0],
    ['503 and nonsense', 503, 'soon', 0],
  ])('is kept to, for an hour at most: %s', async (_, status, after, minutes) => {
    receiver.answer = (response) => response.writeHead(status, { 'retry-after': after }).end();
    await deliver();
    const next = Date.parse(String((await delivery())['nextAttemptAt']));
    const wait = (next - clock.now().getTime()) / 60_000;
    expect(wait).toBeGreaterThanOrEqual(minutes);
    expect(wait).toBeLessThan(minutes * 1.2 + 1);
  });
});

describe('410 Gone', () => {
  it('switches the webhook off, and the audit trail says why', async () => {
    receiver.fail(410);
    await deliver();
    expect(await delivery()).toMatchObject({ status: 'pending', error: 'answered 410' });
    expect((await admin('GET', `/${webhook}`)).body.enabled).toBe(false);
    const { rows } = await flow.app.pool.query(
      `select kind, actor_kind, actor_name, before, after, reason from audit_event where subject_id = $1
       order by id desc limit 1`,
      [webhook],
    );
    expect(rows).toMatchObject([
      {
        kind: 'webhook.switched-off',
        actor_kind: 'job',
        actor_name: 'webhooks',
        before: { enabled: true },
        after: { enabled: false },
        reason: 'the receiver answered 410 Gone',
      },
    ]);
    clock.forward(3_600_000);
    expect(await deliver()).toBe(0);
    receiver.reset();
    await admin('PATCH', `/${webhook}`, { enabled: true });
    expect(await deliver()).toBe(1);
  });

  it('from an address that was changed meanwhile switches nothing off', async () => {
    receiver.answer = async (response) => {
      await admin('PATCH', `/${webhook}`, { url: `${receiver.url}/new` });
      response.writeHead(410).end();
    };
    await deliver();
    expect((await admin('GET', `/${webhook}`)).body.enabled).toBe(true);
  });
});
