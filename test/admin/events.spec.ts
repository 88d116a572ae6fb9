import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { EventRetention } from '../../src/audit/event-retention.js';
import { AdminHouse } from './admin-house.js';

const memberId = '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01';
let house: AdminHouse;
let acme: string;

beforeAll(async () => {
  house = await AdminHouse.open();
  acme = await house.organization('acme');
  const other = await house.organization('other');
  const audit = (
    organization: string,
    kind: string,
    actor: string,
    at: string,
    member: string | null,
  ): Promise<object[]> =>
    house.rows(
      `insert into audit_event (organization_id, kind, actor_kind, actor_id, actor_name, subject_type, at, member_id, before)
       values ($1, $2, 'token', 'id of ' || $3, $3, 'thing', $4, $5, '{"name": "=x"}')`,
      [organization, kind, actor, at, member],
    );
  await audit(acme, 'token.created', 'Ann', '2026-01-01T00:00:00Z', null);
  await audit(acme, 'token.revoked', 'Ben', '2026-01-02T00:00:00Z', null);
  await audit(acme, 'member.renamed', 'Ann', '2026-01-03T00:00:00Z', memberId);
  await audit(acme, 'tokenizer.started', 'Job', '2026-01-04T00:00:00Z', null);
  await audit(other, 'token.created', 'Eve', '2026-01-01T00:00:00Z', memberId);
  await house.rows(
    `insert into provisioning_event (organization_id, actor_name, operation, resource_type, resource_id, outcome, status, at)
     values ($1, 'Entra', 'create', 'User', $2, 'applied', 201, '2026-01-01'),
       ($1, 'Entra', 'patch', 'User', $2, 'refused', 400, '2026-01-02'),
       ($1, 'Entra', 'create', 'Group', gen_random_uuid()::text, 'applied', 201, '2026-01-03')`,
    [acme, memberId],
  );
});

afterAll(() => house.close());

describe('GET audit-events', () => {
  it.each([
    ['', ['tokenizer.started', 'member.renamed', 'token.revoked', 'token.created']],
    ['?actor=Ann', ['member.renamed', 'token.created']],
    ['?actor=id%20of%20Ben', ['token.revoked']],
    ['?kind=token', ['token.revoked', 'token.created']],
    ['?kind=token.revoked', ['token.revoked']],
    [`?member=${memberId}`, ['member.renamed']],
    ['?from=2026-01-02T00:00:00Z&to=2026-01-04T00:00:00Z', ['member.renamed', 'token.revoked']],
    ['?from=2026-01-04T01:00:00%2B01:00', ['tokenizer.started']],
    ['?from=2026-01-02&to=2026-01-04', ['member.renamed', 'token.revoked']],
    ['?actor=Eve', []],
  ])('%s', async (query, kinds) => {
    const { status, body } = await house.get('acme', `audit-events${query}`);
    expect(status).toBe(200);
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual(kinds);
    expect(body.total).toBe(kinds.length);
  });

  it('pages newest first while new ones come', async () => {
    const first = await house.get('acme', 'provisioning-events?limit=1');
    expect(first.body.items).toMatchObject([{ resourceType: 'Group', operation: 'create' }]);
    await house.rows(
      `insert into provisioning_event (organization_id, actor_name, operation, resource_type, outcome, status, at)
       values ($1, 'Entra', 'delete', 'User', 'applied', 204, '2020-01-01')`,
      [acme],
    );
    const second = await house.get('acme', `provisioning-events?limit=1&cursor=${first.body.nextCursor}`);
    expect(second.body.items).toMatchObject([{ operation: 'patch', outcome: 'refused', status: 400 }]);
  });

  it.each([
    ['from=yesterday', 'from'],
    ['to=2026-13-01', 'to'],
    ['from=0000-01-01', 'from'],
    ['from=2026-02-30', 'from'],
    ['from=2026-W01-1', 'from'],
    ['to=2026-01', 'to'],
    ['to=2026-01-05T10:00:00', 'to'],
    ['member=jane', 'member'],
    ['kind=%00', 'kind'],
    ['kind=zzz', 'kind'],
    ['kind=token.zzz', 'kind'],
    ['kind=token&kind=member', 'kind'],
    ['limit=0', 'limit'],
  ])('refuses %s', async (query, field) => {
    const { status, body } = await house.get('acme', `audit-events?${query}`);
    expect([status, body.errors[0].field]).toEqual([400, field]);
  });

  it('is a table on demand, with harmless cells', async () => {
    const { text } = await house.get('acme', 'audit-events?kind=token', { headers: { accept: 'text/csv' } });
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => [row['kind'], row['actor'], row['before']])).toEqual([
      ['token.revoked', 'Ben', '{"name":"=x"}'],
      ['token.created', 'Ann', '{"name":"=x"}'],
    ]);
  });
});

describe('GET provisioning-events', () => {
  it('finds what concerns a member, and what was refused', async () => {
    const ofMember = await house.get('acme', `provisioning-events?member=${memberId.toUpperCase()}`);
    expect(ofMember.body.total).toBe(2);
    expect((await house.get('acme', 'provisioning-events?outcome=refused')).body.total).toBe(1);
    expect((await house.get('acme', 'provisioning-events?kind=create')).body.total).toBe(2);
    expect((await house.get('other', 'provisioning-events')).body.total).toBe(0);
  });
});

describe('kinds of events', () => {
  it('that nothing can be of are refused, not answered with nothing', async () => {
    const { status, body } = await house.get('acme', 'provisioning-events?kind=zzz');
    expect([status, body.errors]).toEqual([
      400,
      [{ field: 'kind', message: 'must be one of create, replace, patch, delete, bulk' }],
    ]);
    expect((await house.get('acme', 'audit-events?kind=')).body.total).toBeGreaterThan(0);
  });
});

describe('the records', () => {
  it.each(['audit_event', 'provisioning_event'])('of %s can be neither changed nor removed', async (table) => {
    await expect(house.rows(`update ${table} set actor_name = 'nobody'`)).rejects.toThrow('append-only');
    await expect(house.rows(`delete from ${table}`)).rejects.toThrow('append-only');
    await expect(house.rows(`truncate ${table}`)).rejects.toThrow('append-only');
  });

  it('go when their time is over, and not before', async () => {
    const retention = house.app.app.get(EventRetention, { strict: false });
    expect(await retention.purge(new Date('2026-04-01T00:00:00Z'))).toEqual({ provisioningEvents: 1, auditEvents: 0 });
    expect(await retention.purge(new Date('2026-04-02T12:00:00Z'))).toEqual({ provisioningEvents: 2, auditEvents: 0 });
    expect(await retention.purge(new Date('2028-01-02T12:00:00Z'))).toEqual({ provisioningEvents: 1, auditEvents: 3 });
    expect((await house.get('acme', 'audit-events')).body.total).toBe(2);
  });
});

describe('GET entra-setup', () => {
  it('tells what to paste', async () => {
    const { status, body } = await house.get('acme', 'entra-setup');
    expect(status).toBe(200);
    expect(body.tenantUrl).toBe(`${house.app.url}/scim/v2/acme?aadOptscim062020`);
    expect(body.authentication.map(({ method }: { method: string }) => method)).toContain('bearer');
    expect(body.attributeMappings).toContainEqual(
      expect.objectContaining({ source: 'objectId', target: 'externalId', change: true }),
    );
    expect(body.notes.length).toBeGreaterThan(3);
  });
});
