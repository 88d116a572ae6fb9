import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('tokens of an organization', () => {
  let app: TestApp;
  let admin: string;
  const tokens = '/api/v1/organizations/acme/tokens';

  beforeAll(async () => {
    app = await startTestApp();
    const token = app.platformToken;
    await app.request('POST', '/api/v1/organizations', { token, body: { slug: 'acme', name: 'Acme' } });
    const made = await app.request('POST', tokens, { token, body: { name: 'Desk', scope: 'admin' } });
    admin = made.body.token;
  });

  afterAll(async () => {
    await app.stop();
  });

  it('shows the token once, and the list never', async () => {
    const made = await app.request('POST', tokens, { token: admin, body: { name: 'Entra', scope: 'scim' } });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'Entra',
      scope: 'scim',
      prefix: made.body.token.slice(0, 22),
      token: expect.stringMatching(/^mst_scim_prod_[0-9A-Za-z]{49}$/),
      expiresAt: null,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      lastUsedAt: null,
    });
    const list = await app.request('GET', tokens, { token: admin });
    expect(list.body).toMatchObject({ nextCursor: null, total: 2 });
    const { token: _, ...shown } = made.body;
    expect(list.body.items[0]).toEqual(shown);
    expect(list.text).not.toContain('"token"');
    expect(list.text).not.toContain(made.body.token);
  });

  it('tells when a token was last used', async () => {
    const { body } = await app.request('GET', tokens, { token: admin });
    const desk = body.items.find(({ name }: { name: string }) => name === 'Desk');
    expect(Date.parse(desk.lastUsedAt)).toBeGreaterThan(Date.parse(desk.createdAt));
  });
});
