import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { WebhookDeliverer } from '../../src/webhooks/webhook-deliverer.js';
import type { Answer } from '../support/http-client.js';
import { Directory } from '../membership/directory.js';
import { LoginFlow } from '../membership/login-flow.js';
import { WebhookReceiver } from './webhook-receiver.js';

/** The time of day plus what the test adds. */
class MovedClock extends Clock {
  private ahead = 0;

  override now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  forward(minutes: number): void {
    this.ahead += minutes * 60_000;
  }
}

const clock = new MovedClock();
const api = '/api/v1/organizations/acme';

let receiver: WebhookReceiver;
let flow: LoginFlow;
let acme: Directory;
let webhook: string;
let serial = 0;

beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  flow = await LoginFlow.start({ byHand: ['mappings'], clock, env: { WEBHOOK_ALLOWED_HOSTS: receiver.host } });
  await flow.organization('acme');
  acme = await Directory.of(flow, 'acme');
});

afterAll(async () => {
  await flow.stop();
  await receiver.stop();
});

beforeEach(async () => {
  webhook = await receiver.register(flow.app, 'acme');
});

afterEach(async () => {
  expect(receiver.forged).toBe(0);
  receiver.reset();
  expect((await admin('DELETE', `/webhooks/${webhook}`)).status).toBe(204);
});

function admin(method: string, path: string, body?: object): Promise<Answer> {
  const options = { token: flow.app.platformToken, ...(body === undefined ? {} : { body }) };
  return flow.app.request(method, `${api}${path}`, options);
}

function deliver(): Promise<number> {
  return flow.app.app.get(WebhookDeliverer, { strict: false }).deliverDue();
}

/** A new employee who has signed in. */
async function enrolled(): Promise<{ id: string; objectId: string; email: string; userId: string }> {
  serial += 1;
  const email = `person-${serial}@acme.com`;
  const account = await acme.create(email, 'Person');
  const { body } = await flow.claim({
    issuer: 'https://login.acme.com',
    subject: `person-${serial}`,
    email,
    emailVerified: true,
    displayName: 'Person',
  });
  return { ...account, email, userId: body.user.id };
}

async function log(): Promise<Record<string, unknown>[]> {
  return (await admin('GET', `/webhooks/${webhook}/deliveries`)).body.items;
}

async function sql(text: string, values: unknown[] = []): Promise<void> {
  await flow.app.pool.query(text, values);
}

describe('what is told', () => {
  it('enrolled, removed, restored, and removed once when deleted; signed, in order', async () => {
    const person = await enrolled();
    await acme.disable(person);
    await acme.restore(person, person.email);
    await acme.delete(person);
    await deliver();
    expect(receiver.types()).toEqual(['member.enrolled', 'member.removed', 'member.restored', 'member.removed']);
    expect(receiver.received[0]?.data).toEqual({
      organization: 'acme',
      memberId: person.id,
      userId: person.userId,
      memberEmail: person.email,
      access: 'enrolled',
      cause: 'first-sign-in',
    });
    expect(receiver.received[1]?.data).toMatchObject({ userId: person.userId, access: 'removed', cause: 'directory' });
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(4);
    expect(JSON.parse(receiver.received[0]?.text ?? '').timestamp).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/);
  });

  it('nothing more when a member who was removed is deleted', async () => {
    const person = await enrolled();
    await acme.disable(person);
    await acme.delete(person);
    await deliver();
    expect(receiver.types()).toEqual(['member.enrolled', 'member.removed']);
  });

  it('mappings made and ended, whoever writes them', async () => {
    const { id, userId } = await enrolled();
    await sql(
      `insert into lcvista_user (organization_id, id, is_active, assigned) select id, $1, true, true from organization`,
      [`L-${id}`],
    );
    await sql(
      `insert into mapping (organization_id, member_id, lcvista_user_id, origin, started_by)
       select id, $1, $2, 'rule', 'sync run' from organization`,
      [id, `L-${id}`],
    );
    await sql(`update mapping set flags = '{email-differs}' where member_id = $1`, [id]);
    await sql(`update mapping set ended_at = now(), ended_reason = 'not-assigned' where member_id = $1`, [id]);
    await deliver();
    expect(receiver.types()).toEqual(['member.enrolled', 'mapping.created', 'mapping.ended']);
    const told = {
      organization: 'acme',
      memberId: id,
      userId,
      lcvistaUserId: `L-${id}`,
      mappingId: expect.any(String),
    };
    expect(receiver.received[1]?.data).toEqual({ ...told, origin: 'rule' });
    expect(receiver.received[2]?.data).toEqual({ ...told, reason: 'not-assigned' });
  });

  it('nothing of what was rolled back, nothing while switched off, and only the events that were asked for', async () => {
    const client = await flow.app.pool.connect();
    await client.query('begin');
    await client.query(
      `insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause)
       select organization_id, id, 'restored', 'job', 'test', 'test' from member limit 1`,
    );
    await client.query('rollback');
    client.release();
    await admin('PATCH', `/webhooks/${webhook}`, { enabled: false });
    const person = await enrolled();
    await admin('PATCH', `/webhooks/${webhook}`, { enabled: true, events: ['member.restored'] });
    await acme.disable(person);
    await acme.restore(person, person.email);
    await deliver();
    expect(receiver.types()).toEqual(['member.restored']);
  });
});

describe('a receiver in trouble', () => {
  it('is tried again with growing waits, with the same id and body, until it answers', async () => {
    await enrolled();
    receiver.fail(500);
    expect(await deliver()).toBe(1);
    expect(await log()).toMatchObject([{ status: 'pending', attempts: 1, responseStatus: 500, error: 'answered 500' }]);
    expect(await deliver()).toBe(0);
    clock.forward(1);
    expect(await deliver()).toBe(1);
    receiver.answer = (response) => response.writeHead(200).end('x'.repeat(1_000_000));
    clock.forward(1);
    expect(await deliver()).toBe(0);
    clock.forward(1);
    expect(await deliver()).toBe(1);
    expect(await log()).toMatchObject([{ status: 'delivered', attempts: 3, responseStatus: 200, error: null }]);
    expect(new Set(receiver.received.map(({ id, text }) => id + text)).size).toBe(1);
    expect(receiver.received.map(({ timestamp }) => timestamp)).toEqual(
      receiver.received.map(({ timestamp }) => timestamp).toSorted((a, b) => a - b),
    );
  });

  it('keeps the order of one member and does not hold up another', async () => {
    const first = await enrolled();
    await acme.disable(first);
    receiver.answer = (response, { data }) => response.writeHead(data['memberId'] === first.id ? 503 : 200).end();
    await deliver();
    const second = await enrolled();
    await deliver();
    expect(receiver.received.map(({ type, data }) => [type, data['memberId']])).toEqual([
      ['member.enrolled', first.id],
      ['member.enrolled', second.id],
    ]);
    receiver.answer = (response) => response.writeHead(204).end();
    clock.forward(2);
    await deliver();
    expect(receiver.types().slice(2)).toEqual(['member.enrolled', 'member.removed']);
  });

  it('is given up after the last try; what is newer goes on, and it can be sent again', async () => {
    const person = await enrolled();
    receiver.fail(404);
    for (let tries = 0; tries < 11; tries += 1) {
      await deliver();
      clock.forward(30 * 60);
    }
    const [failed] = await log();
    expect(failed).toMatchObject({ status: 'failed', attempts: 11, nextAttemptAt: null });
    expect(await deliver()).toBe(0);
    receiver.reset();
    await acme.disable(person);
    await deliver();
    expect(receiver.types()).toEqual(['member.removed']);

    const again = await admin('POST', `/deliveries/${String(failed?.['id'])}/redeliver`);
    expect(again).toMatchObject({ status: 202, body: { id: failed?.['id'], status: 'pending' } });
    await deliver();
    expect(receiver.received.at(-1)).toMatchObject({ id: failed?.['id'], type: 'member.enrolled' });
  });

  it('that redirects is not followed', async () => {
    await enrolled();
    receiver.answer = (response) => response.writeHead(302, { location: `${receiver.url}/elsewhere` }).end();
    await deliver();
    expect(receiver.received).toHaveLength(1);
    expect(await log()).toMatchObject([{ status: 'pending', error: 'answered 302, and redirects are not followed' }]);
  });

  it('that hangs up is a failed try, and the log does not repeat what it said', async () => {
    await enrolled();
    receiver.answer = (response) => response.destroy();
    await deliver();
    expect(await log()).toMatchObject([
      { status: 'pending', responseStatus: null, error: expect.stringMatching(/^could not be sent/) },
    ]);
  });

  it('whose address may not be called any more is not called, even though it was registered', async () => {
    await enrolled();
    for (const [address, error] of [
      [receiver.url.replace('127.0.0.1', 'localhost'), 'url must begin with https://'],
      ['https://10.0.0.1/', 'url must name a host on the public internet'],
    ]) {
      await sql('update webhook set url = $1', [address]);
      await deliver();
      clock.forward(2);
      expect(await log()).toMatchObject([{ status: 'pending', responseStatus: null, error }]);
    }
    expect(receiver.received).toHaveLength(0);
  });

  it('that never answers ends with the process, which leaves the message to the next one', async () => {
    await enrolled();
    const stop = new AbortController();
    receiver.answer = () => stop.abort();
    await flow.app.app.get(WebhookDeliverer, { strict: false }).deliverDue(stop.signal);
    expect(await log()).toMatchObject([{ status: 'pending', attempts: 1, error: null }]);
    receiver.answer = (response) => response.writeHead(204).end();
    expect(await deliver()).toBe(0);
    clock.forward(2);
    expect(await deliver()).toBe(1);
  });
});

describe('several processes', () => {
  it('send each message once', async () => {
    const people = await Promise.all(Array.from({ length: 30 }, () => enrolled()));
    const tries = await Promise.all([deliver(), deliver(), deliver()]);
    expect(tries.reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(new Set(receiver.received.map(({ data }) => data['memberId']))).toEqual(new Set(people.map(({ id }) => id)));
    expect(receiver.received).toHaveLength(30);
  });
});

describe('the log', () => {
  it('is read page by page, newest first, and forgets what was settled a month ago', async () => {
    for (let count = 0; count < 3; count += 1) await enrolled();
    const first = await admin('GET', `/webhooks/${webhook}/deliveries?limit=2`);
    const rest = await admin('GET', `/webhooks/${webhook}/deliveries?limit=2&cursor=${first.body.nextCursor}`);
    expect(first.body).toMatchObject({ total: 3, items: [{ status: 'pending' }, {}] });
    expect(rest.body).toMatchObject({ total: 3, nextCursor: null, items: [{}] });
    await deliver();
    const deliverer = flow.app.app.get(WebhookDeliverer, { strict: false });
    clock.forward(31 * 24 * 60);
    await enrolled();
    await deliverer.forgetOld();
    expect(await log()).toHaveLength(1);
  });
});
