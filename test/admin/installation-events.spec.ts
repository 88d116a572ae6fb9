import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Answer } from '../support/http-client.js';
import { AdminHouse } from './admin-house.js';

let house: AdminHouse;

const ask = (query: string, headers: Record<string, string> = {}): Promise<Answer> =>
  house.app.request('GET', `/api/v1/audit-events${query}`, { token: house.app.platformToken, headers });

const kindsOf = ({ body }: Answer): string[] => body.items.map(({ kind }: { kind: string }) => kind);

beforeAll(async () => {
  house = await AdminHouse.open();
  await house.organization('acme');
  await house.token('acme', 'viewer');
  const claim = { name: '=Login', scope: 'claim', environment: 'production' };
  const token = house.app.platformToken;
  const { body } = await house.app.request('POST', '/api/v1/tokens', { token, body: claim });
  // One that nobody has, one in the wrong place, and one that names an organization which keeps the event itself.
  await house.app.request('GET', '/api/v1/organizations', { token: 'mst_nothing' });
  await house.app.request('GET', '/api/v1/organizations', { token: body.token as string });
  await house.get('acme', 'members', { token: 'mst_nothing' });
  await house.app.request('DELETE', `/api/v1/tokens/${body.id}`, { token });
});

afterAll(() => house.close());

describe('GET /api/v1/audit-events', () => {
  it('tells the operator what concerns no organization: its credentials, and who was refused', async () => {
    const answer = await ask('');
    expect(kindsOf(answer)).toEqual([
      'token.revoked',
      'authentication.refused',
      'authentication.refused',
      'token.created',
    ]);
    const [revoked, wrongScope, unknown] = answer.body.items;
    expect(revoked).toMatchObject({ actor: 'PLATFORM_TOKEN', actorKind: 'environment', requestId: expect.any(String) });
    expect(wrongScope).toMatchObject({ actor: '=Login', after: { reason: 'wrong-scope', organization: null } });
    expect(unknown).toMatchObject({ actor: 'unknown credential', after: { reason: 'malformed' } });
    expect(answer.body).toMatchObject({ total: 4, nextCursor: null });
  });

  it('leaves to each organization what is its own', async () => {
    const { body } = await house.get('acme', 'audit-events');
    const kinds = body.items.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(['authentication.refused', 'token.created']);
  });

  it.each([
    ['?kind=token', ['token.revoked', 'token.created']],
    ['?kind=authentication.refused&actor=%3DLogin', ['authentication.refused']],
    ['?actor=PLATFORM_TOKEN', ['token.revoked', 'token.created']],
    ['?from=2100-01-01T00:00:00Z', []],
    ['?to=2020-01-01T00:00:00Z', []],
  ])('%s', async (query, kinds) => {
    const answer = await ask(query);
    expect([kindsOf(answer), answer.body.total]).toEqual([kinds, kinds.length]);
  });

  it('comes in pages, and as a table', async () => {
    const first = await ask('?limit=3');
    const second = await ask(`?limit=3&cursor=${first.body.nextCursor}`);
    expect([...kindsOf(first), ...kindsOf(second)]).toEqual(kindsOf(await ask('')));
    const { text, headers } = await ask('?kind=authentication', { accept: 'text/csv' });
    expect(headers.get('content-disposition')).toContain('audit-events.csv');
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => row['actor'])).toEqual(["'=Login", 'unknown credential']);
  });

  it('knows no members', async () => {
    const { status, body } = await ask('?member=0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01');
    expect([status, body.errors[0].field]).toEqual([400, 'member']);
  });
});
