import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { DueDeliveryRepository } from '../../src/webhooks/due-delivery.repository.js';
import { WebhookDeliverer } from '../../src/webhooks/webhook-deliverer.js';
import { LoginFlow } from '../membership/login-flow.js';
import { until } from '../support/until.js';
import { WebhookReceiver } from './webhook-receiver.js';

let slow: WebhookReceiver;
let quick: WebhookReceiver;
let flow: LoginFlow;

beforeAll(async () => {
  [slow, quick] = await Promise.all([WebhookReceiver.start(), WebhookReceiver.start()]);
  flow = await LoginFlow.start({ byHand: ['outbox'], env: { WEBHOOK_ALLOWED_HOSTS: `${slow.host},${quick.host}` } });
});

afterEach(() => {
  slow.reset();
  quick.reset();
});

afterAll(async () => {
  await flow.stop();
  await Promise.all([slow.stop(), quick.stop()]);
});

function deliverDue(): Promise<number> {
  return flow.app.app.get(WebhookDeliverer, { strict: false }).deliverDue();
}

/** Messages about as many members, each the older the higher `age`. */
async function fill(webhookId: string, messages: number, age = 0): Promise<void> {
  await flow.app.pool.query(
    `insert into webhook_delivery (organization_id, webhook_id, member_id, event, body, next_attempt_at)
     select organization_id, id, gen_random_uuid(), 'member.enrolled', '{"type":"member.enrolled"}',
       now() - make_interval(mins => $3)
     from webhook, generate_series(1, $2) where id = $1`,
    [webhookId, messages, age],
  );
}

it('an organization whose addresses are slow holds up no other, and keeps to its share', async () => {
  await flow.organization('slow');
  await flow.organization('quick');
  const held: ServerResponse[] = [];
  slow.answer = (response) => void held.push(response);
  for (let count = 0; count < 7; count += 1) await fill(await slow.register(flow.app, 'slow'), 10, 60);
  const patient = await quick.register(flow.app, 'quick');
  await fill(patient, 20);

  const arrived = new Promise<void>((resolve) => {
    quick.answer = async (response) => {
      // Due only now: there is no batch that it could have been in.
      if (quick.received.length === 20) await fill(patient, 1);
      response.writeHead(204).end();
      if (quick.received.length === 21) resolve();
    };
  });
  const delivering = deliverDue();
  await arrived;
  expect(held.length).toBeGreaterThan(0);
  expect(held.length).toBeLessThanOrEqual(10);

  slow.answer = (response) => response.writeHead(204).end();
  for (const response of held) response.writeHead(204).end();
  expect(await delivering).toBe(91);
  expect(slow.received).toHaveLength(70);
});

it('what had no share is sent when all that was under way ends while the next are being looked for', async () => {
  await flow.organization('full');
  const held: ServerResponse[] = [];
  slow.answer = (response) => void held.push(response);
  for (let count = 0; count < 2; count += 1) await fill(await slow.register(flow.app, 'full'), 7);
  const outbox = flow.app.app.get(DueDeliveryRepository, { strict: false });
  const take = outbox.take.bind(outbox);
  outbox.take = async (scope, now, leaseEnds, occupied) => {
    const due = await take(scope, now, leaseEnds, occupied);
    if (occupied.webhookIds.length < 10) return due;
    await until('all ten have come', () => Promise.resolve(held.length === 10));
    slow.answer = (response) => response.writeHead(204).end();
    for (const response of held) response.writeHead(204).end();
    await until('nothing is under way', () => Promise.resolve(occupied.webhookIds.length === 0));
    return due;
  };

  try {
    expect(await deliverDue()).toBe(14);
  } finally {
    Reflect.deleteProperty(outbox, 'take');
  }
});
