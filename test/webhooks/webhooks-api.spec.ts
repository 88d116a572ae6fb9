import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Answer } from '../support/http-client.js';
import { LoginFlow } from '../membership/login-flow.js';

let flow: LoginFlow;
let admin: string;
let viewer: string;
let stranger: string;

beforeAll(async () => {
  flow = await LoginFlow.start({
    byHand: ['history', 'outbox'],
    env: { WEBHOOK_ALLOWED_HOSTS: 'hooks.internal:8080' },
  });
  await flow.organization('acme');
  await flow.organization('beta');
  admin = await flow.organizationToken('acme', 'admin');
  viewer = await flow.organizationToken('acme', 'viewer');
  stranger = await flow.organizationToken('beta', 'admin');
});

afterAll(() => flow.stop());

function call(method: string, path: string, body?: unknown, token = admin, slug = 'acme'): Promise<Answer> {
  const options = { token, ...(body === undefined ? {} : { body }) };
  return flow.app.request(method, `/api/v1/organizations/${slug}${path}`, options);
}

const url = 'https://lms.example.com/hooks?key=hush';

describe('registering an address', () => {
  it('shows the secret once, and keeps it sealed', async () => {
    const made = await call('POST', '/webhooks', { url, events: ['member.removed'] });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      url,
      events: ['member.removed'],
      enabled: true,
      createdAt: expect.any(String),
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    });
    const { secret: _, ...shown } = made.body;
    expect((await call('GET', `/webhooks/${made.body.id}`)).body).toEqual(shown);
    expect((await call('GET', '/webhooks', undefined, viewer)).body).toEqual({
      items: [shown],
      nextCursor: null,
      total: 1,
    });
    const { rows } = await flow.app.pool.query(
      `select row_to_json(w)::text as webhook, (select string_agg(row_to_json(a)::text, '') from audit_event a) as audit
       from webhook w`,
    );
    const [stored] = rows as { webhook: string; audit: string }[];
    expect(stored?.webhook).not.toContain(made.body.secret);
    expect(stored?.audit).toContain('webhook.created');
    expect(stored?.audit).not.toMatch(/whsec_|hush/);
  });

  it('tells everything unless asked otherwise; changes only what is given', async () => {
    const { body } = await call('POST', '/webhooks', { url: 'http://hooks.internal:8080/in' });
    expect(body.events).toHaveLength(5);
    const changed = await call('PATCH', `/webhooks/${body.id}`, { enabled: false });
    expect(changed).toMatchObject({ status: 200, body: { url: body.url, events: body.events, enabled: false } });
    expect((await call('DELETE', `/webhooks/${body.id}`)).status).toBe(204);
    expect((await call('DELETE', `/webhooks/${body.id}`)).status).toBe(404);
  });

  it.each([
    'http://lms.example.com/hooks',
    'https://127.0.0.1/hooks',
    'https://10.1.2.3/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://localhost/',
    'https://intranet/',
    'https://db.internal/',
    'https://me:secret@lms.example.com/',
    'https://lms.example.com/#part',
    'https://lms.example.com\\@127.0.0.1/',
    'https://lms.example.com/a b',
    'https://ｌocalhost/',
    'http://hooks.internal/in',
    'ftp://lms.example.com/',
    'javascript:alert(1)',
    'lms.example.com',
    '',
    `https://lms.example.com/${'x'.repeat(2_000)}`,
  ])('refuses %s', async (address) => {
    const answer = await call('POST', '/webhooks', { url: address });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'url' }] } });
  });

  it.each<[field: string, body: object]>([
    ['url', {}],
    ['url', { url: 7 }],
    ['url', { url: null }],
    ['events', { url, events: [] }],
    ['events', { url, events: 'member.removed' }],
    ['events', { url, events: ['member.unknown'] }],
    ['events', { url, events: ['member.removed', 'member.removed'] }],
    ['events', { url, events: null }],
    ['enabled', { url, enabled: 'yes' }],
    ['secret', { url, secret: 'whsec_x' }],
  ])('names %s (case %#)', async (field, body) => {
    expect(await call('POST', '/webhooks', body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    if (!('url' in body) || body.url !== url) return;
    const { rows } = await flow.app.pool.query<{ id: string }>('select id from webhook limit 1');
    expect(await call('PATCH', `/webhooks/${rows[0]?.id}`, body)).toMatchObject({ status: 400 });
  });

  it('ends at twenty, also when all come at once', async () => {
    const all = Array.from({ length: 25 }, () => call('POST', '/webhooks', { url }, stranger, 'beta'));
    const answers = await Promise.all(all);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(answers.find(({ status }) => status !== 201)).toMatchObject({
      status: 409,
      body: { code: 'too-many-webhooks' },
    });
  });
});

describe('who may', () => {
  it('viewers read, and change nothing; strangers see nothing', async () => {
    const { body } = await call('POST', '/webhooks', { url });
    expect((await call('GET', `/webhooks/${body.id}/deliveries`, undefined, viewer)).status).toBe(200);
    expect((await call('POST', '/webhooks', { url }, viewer)).status).toBe(403);
    expect((await call('PATCH', `/webhooks/${body.id}`, { enabled: false }, viewer)).status).toBe(403);
    expect((await call('DELETE', `/webhooks/${body.id}`, undefined, viewer)).status).toBe(403);
    expect((await call('POST', `/deliveries/${randomUUID()}/redeliver`, undefined, viewer)).status).toBe(403);
    for (const [method, path, content] of [
      ['GET', `/webhooks/${body.id}`, undefined],
      ['PATCH', `/webhooks/${body.id}`, { enabled: false }],
      ['DELETE', `/webhooks/${body.id}`, undefined],
      ['GET', `/webhooks/${body.id}/deliveries`, undefined],
    ] as const) {
      expect(await call(method, path, content, stranger)).toMatchObject({ status: 404 });
      expect(await call(method, path, content, stranger, 'beta')).toMatchObject({
        status: 404,
        body: { code: 'webhook-not-found' },
      });
    }
    expect((await call('GET', `/webhooks/${body.id}`)).body.enabled).toBe(true);
  });

  it.each([randomUUID(), 'not-an-id'])('an id of nothing is a 404: %s', async (id) => {
    expect(await call('GET', `/webhooks/${id}`)).toMatchObject({ status: 404, body: { code: 'webhook-not-found' } });
    expect(await call('GET', `/webhooks/${id}/deliveries`)).toMatchObject({ status: 404 });
    const again = await call('POST', `/deliveries/${id}/redeliver`);
    expect(again).toMatchObject({ status: 404, body: { code: 'delivery-not-found' } });
  });

  it('a delivery of a webhook that is switched off is not sent again', async () => {
    const { body } = await call('POST', '/webhooks', { url });
    const memberId = await flow.member('acme', 'someone@acme.com');
    const { rows } = await flow.app.pool.query<{ id: string }>(
      `insert into webhook_delivery (organization_id, webhook_id, member_id, event, body)
       select id, $1, $2, 'member.enrolled', '{}' from organization where slug = 'acme' returning id`,
      [body.id, memberId],
    );
    await call('PATCH', `/webhooks/${body.id}`, { enabled: false });
    const again = (token: string, slug: string): Promise<Answer> =>
      call('POST', `/deliveries/${rows[0]?.id}/redeliver`, undefined, token, slug);
    expect(await again(admin, 'acme')).toMatchObject({ status: 409, body: { code: 'webhook-disabled' } });
    expect(await again(stranger, 'beta')).toMatchObject({ status: 404, body: { code: 'delivery-not-found' } });
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'cursor=WyJhIl0', 'other=1'])(
    '?%s is a 400',
    async (query) => {
      expect((await call('GET', `/webhooks?${query}`)).status).toBe(400);
    },
  );
});
