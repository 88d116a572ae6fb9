import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { Answer } from '../support/http-client.js';

const base = '/api/v1/organizations';

describe('organizations', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp({
      byHand: ['history', 'runs', 'secrets'],
      env: { SIGN_IN_ALLOWED_HOSTS: '127.0.0.1:9000' },
    });
  });

  afterAll(async () => {
    await app.stop();
  });

  function create(body: object): Promise<Answer> {
    return app.request('POST', base, { token: app.platformToken, body });
  }

  function change(slug: string, body: unknown, token = app.platformToken): Promise<Answer> {
    return app.request('PATCH', `${base}/${slug}`, { token, body });
  }

  async function adminOf(slug: string): Promise<string> {
    const body = { name: 'Desk', scope: 'admin' };
    const made = await app.request('POST', `${base}/${slug}/tokens`, { token: app.platformToken, body });
    return made.body.token;
  }

  it('fills in what was left out', async () => {
    const made = await create({ slug: 'defaults', name: 'Defaults' });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      slug: 'defaults',
      name: 'Defaults',
      environment: 'production',
      timezone: 'UTC',
      syncTime: '06:00',
      directorySync: { enabled: true, scimEndpoint: `${app.url}/scim/v2/defaults` },
      signIn: null,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    const read = await app.request('GET', `${base}/defaults`, { token: app.platformToken });
    expect(read.body).toEqual(made.body);
  });

  it('keeps everything that was sent', async () => {
    const all = {
      slug: 'all-of-it',
      name: 'Ünïcode & Söhne',
      environment: 'staging',
      timezone: 'America/Toronto',
      syncTime: '23:59',
      directorySync: { enabled: false },
      signIn: { issuer: 'http://127.0.0.1:9000/tenant', audience: 'lms' },
    };
    const { body } = await create(all);
    expect(body).toMatchObject(all);
  });

  it.each(['a%00b', '%00', 'A', 'x'.repeat(64)])('knows no organization %s', async (slug) => {
    const answer = await app.request('GET', `${base}/${slug}`, { token: app.platformToken });
    expect([answer.status, answer.body.code]).toEqual([404, 'organization-not-found']);
  });

  it.each(['1e2', '0x10', '5.0', '+5', ''])('takes no limit of %j', async (limit) => {
    const answer = await app.request('GET', `${base}?limit=${encodeURIComponent(limit)}`, { token: app.platformToken });
    expect([answer.status, answer.body.errors?.[0].field]).toEqual([400, 'limit']);
  });

  it('refuses a slug that is taken', async () => {
    await create({ slug: 'taken', name: 'First' });
    const second = await create({ slug: 'taken', name: 'Second' });
    expect([second.status, second.body.code]).toEqual([409, 'slug-taken']);
  });

  it.each([
    [{ name: 'A' }, 'slug'],
    [{ slug: 'A', name: 'A' }, 'slug'],
    [{ slug: '-a', name: 'A' }, 'slug'],
    [{ slug: 'a'.repeat(64), name: 'A' }, 'slug'],
    [{ slug: 'a\n', name: 'A' }, 'slug'],
    [{ slug: 'a' }, 'name'],
    [{ slug: 'a', name: ' ' }, 'name'],
    [{ slug: 'a', name: 'a'.repeat(201) }, 'name'],
    [{ slug: 'a', name: 'a\u0000b' }, 'name'],
    [{ slug: 'a', name: 7 }, 'name'],
    [{ slug: 'a', name: 'A', environment: 'test' }, 'environment'],
    [{ slug: 'a', name: 'A', timezone: 'Mars/Olympus' }, 'timezone'],
    [{ slug: 'a', name: 'A', timezone: '+02:00' }, 'timezone'],
    [{ slug: 'a', name: 'A', timezone: null }, 'timezone'],
    [{ slug: 'a', name: 'A', timezone: 'AET' }, 'timezone'],
    [{ slug: 'a', name: 'A', timezone: 'IST' }, 'timezone'],
    [{ slug: 'a', name: 'A', timezone: 'SystemV/PST8PDT' }, 'timezone'],
    [{ slug: 'a', name: 'A', timezone: 'US/Pacific-New' }, 'timezone'],
    [{ slug: 'a', name: 'A', syncTime: '24:00' }, 'syncTime'],
    [{ slug: 'a', name: 'A', syncTime: '6:00' }, 'syncTime'],
    [{ slug: 'a', name: 'A', directorySync: true }, 'directorySync'],
    [{ slug: 'a', name: 'A', directorySync: { enabled: 'False' } }, 'directorySync.enabled'],
    [{ slug: 'a', name: 'A', signIn: { issuer: 'https://a.example' } }, 'signIn.audience'],
    [{ slug: 'a', name: 'A', signIn: { issuer: 'http://a.example', audience: 'x' } }, 'signIn.issuer'],
    [{ slug: 'a', name: 'A', signIn: { issuer: 'https://10.0.0.1', audience: 'x' } }, 'signIn.issuer'],
    [{ slug: 'a', name: 'A', color: 'blue' }, 'color'],
  ])('refuses %j and names %s', async (body, field) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'validation-failed', errors: [{ field }] });
  });

  it('lists them by slug, in pages', async () => {
    for (const slug of ['list-b', 'list-a', 'list-c']) await create({ slug, name: slug });
    const slugs: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await app.request('GET', `${base}?limit=2${query}`, { token: app.platformToken });
      slugs.push(...body.items.map(({ slug }: { slug: string }) => slug));
      cursor = body.nextCursor;
      if (cursor === null) expect(slugs).toHaveLength(body.total);
    }
    expect(slugs).toEqual(slugs.toSorted());
    expect(slugs).toEqual(expect.arrayContaining(['list-a', 'list-b', 'list-c']));
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'cursor=x', 'cursor=W10', 'other=1'])('refuses ?%s', async (query) => {
    const answer = await app.request('GET', `${base}?${query}`, { token: app.platformToken });
    expect(answer.status).toBe(400);
  });

  it('changes what is sent and nothing else, and records it', async () => {
    await create({ slug: 'change', name: 'Before', syncTime: '05:00' });
    const admin = await adminOf('change');
    const answer = await change('change', { name: 'After', timezone: 'Asia/Kathmandu' }, admin);
    expect(answer.body).toMatchObject({ name: 'After', timezone: 'Asia/Kathmandu', syncTime: '05:00' });
    const { rows } = await app.pool.query(
      `select before, after, actor_name from audit_event where kind = 'organization.updated' and subject_id = 'change'`,
    );
    expect(rows).toEqual([
      {
        before: { name: 'Before', timezone: 'UTC' },
        after: { name: 'After', timezone: 'Asia/Kathmandu' },
        actor_name: 'Desk',
      },
    ]);
  });

  it('sets and clears the sign-in', async () => {
    await create({ slug: 'sign-in', name: 'A' });
    const signIn = { issuer: 'https://login.microsoftonline.com/t/v2.0', audience: 'lms' };
    expect((await change('sign-in', { signIn })).body.signIn).toEqual(signIn);
    expect((await change('sign-in', { name: 'B' })).body.signIn).toEqual(signIn);
    expect((await change('sign-in', { signIn: null })).body.signIn).toBeNull();
  });

  it.each([[{ slug: 'other' }], [{ name: null }], [{ createdAt: 'x' }], [{ directorySync: null }], [[]], ['"text"']])(
    'refuses to change %j',
    async (body) => {
      await create({ slug: 'stays', name: 'A' });
      expect((await change('stays', body)).status).toBe(400);
    },
  );

  it('lets the platform alone move it and switch directory sync', async () => {
    await create({ slug: 'moves', name: 'A' });
    const admin = await adminOf('moves');
    for (const body of [{ environment: 'staging' }, { directorySync: { enabled: false } }]) {
      expect((await change('moves', body, admin)).status).toBe(403);
    }
    const asItWas = { environment: 'production', directorySync: { enabled: true }, name: 'B' };
    expect((await change('moves', asItWas, admin)).status).toBe(200);
    expect((await change('moves', { directorySync: { enabled: false } })).body.directorySync.enabled).toBe(false);
    expect((await change('moves', { environment: 'staging' })).body.environment).toBe('staging');
  });

  it('ends the tokens of the environment that it leaves', async () => {
    await create({ slug: 'leaves', name: 'A' });
    const admin = await adminOf('leaves');
    await change('leaves', { environment: 'staging' });
    expect((await app.request('GET', `${base}/leaves`, { token: admin })).status).toBe(401);
    expect(await adminOf('leaves')).toMatch(/^mst_admin_stag_/);
  });

  it('does not move once members have signed in', async () => {
    await create({ slug: 'settled', name: 'A' });
    await app.pool.query(
      `with person as (
         insert into user_profile (environment, issuer, subject, display_name, login_email, login_email_key)
         values ('production', 'i', 's', 'Jane', 'j@x.com', 'j@x.com') returning id)
       insert into member (organization_id, user_name, user_name_key, name, name_key, user_id, claimed_at, resource, compare)
       select o.id, 'j', 'j', 'Jane', 'jane', person.id, now(), '{}', '{}' from organization o, person where slug = 'settled'`,
    );
    const answer = await change('settled', { environment: 'staging' });
    expect([answer.status, answer.body.code]).toEqual([409, 'environment-in-use']);
    expect((await change('settled', { name: 'B' })).status).toBe(200);
  });

  it('moves the next sync with its time and zone', async () => {
    await create({ slug: 'morning', name: 'A' });
    await app.pool.query(
      `insert into lcvista_connection (organization_id, site_url, api_key_sealed, api_key_last4, catalog, assignment,
         shrink_limit_percent, next_sync_at)
       select id, 'https://a.lcvista.com', '', '1234', 'LumiQ', 'groups', 20, '2100-05-04T06:00:00Z'
       from organization where slug = 'morning'`,
    );
    await app.pool.query(
      `insert into sync_run (organization_id, trigger, local_date, requested_by, status)
       select id, 'schedule', '2100-05-03', 'test', 'succeeded' from organization where slug = 'morning'`,
    );
    await change('morning', { timezone: 'America/Toronto', syncTime: '07:30' });
    const { rows } = await app.pool.query(
      `select next_sync_at from lcvista_connection join organization on id = organization_id where slug = 'morning'`,
    );
    expect(rows[0].next_sync_at.toISOString()).toBe('2100-05-04T11:30:00.000Z');
  });

  it('answers 404 for one that is not there', async () => {
    const answer = await app.request('GET', `${base}/nowhere`, { token: app.platformToken });
    expect([answer.status, answer.body.code]).toEqual([404, 'organization-not-found']);
  });
});
