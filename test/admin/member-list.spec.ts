import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { AdminHouse } from './admin-house.js';

let house: AdminHouse;
let acme: string;
let cohort: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  house = await AdminHouse.open();
  acme = await house.organization('acme');
  const other = await house.organization('other');
  const add = async (key: string, ...[member]: [Parameters<AdminHouse['member']>[1]]): Promise<void> => {
    ids[key] = await house.member(acme, member);
  };
  await add('ann', { name: 'Ann Archer', claimed: { at: '2026-01-02T00:00:00Z' } });
  await add('ben', { name: 'Ben 100% Baker', email: 'Ben@acme.com', claimed: { loginEmail: 'ben@private.example' } });
  await add('cem', {
    name: 'Cem Çelik',
    email: 'CEM@acme.com',
    claimed: { loginEmail: 'cem@ACME.com', at: '2026-01-01T00:00:00Z' },
  });
  await add('dan', { name: '=Dan', email: null, userName: 'dan' });
  await add('eve', { name: 'Eve_Evans' });
  await add('fay', { name: 'Fay Fox', removed: true });
  await add('gus', { name: 'Gus Gone', deleted: true });
  await house.person(acme, { id: '1', email: 'a.archer@acme.com' });
  await house.map(acme, ids['ann'] ?? '', '1', ['email-differs']);
  cohort = await house.cohort(acme, 'Audit', [ids['ann'] ?? '', ids['fay'] ?? '']);
  await house.cohort(acme, 'Tax', [ids['ann'] ?? '']);
  await house.member(other, { name: 'Ann Elsewhere' });
});

afterAll(() => house.close());

const names = async (query: string): Promise<{ names: string[]; total: number }> => {
  const { status, body } = await house.get('acme', `members${query}`);
  expect(status).toBe(200);
  return { names: body.items.map((item: { name: string }) => item.name), total: body.total };
};

describe('GET members', () => {
  it.each([
    ['', ['=Dan', 'Ann Archer', 'Ben 100% Baker', 'Cem Çelik', 'Eve_Evans']],
    ['?access=removed', ['Fay Fox', 'Gus Gone']],
    ['?access=enrolled', ['Ann Archer', 'Ben 100% Baker', 'Cem Çelik']],
    ['?access=invited,removed', ['=Dan', 'Eve_Evans', 'Fay Fox', 'Gus Gone']],
    ['?access=invited&access=removed', ['=Dan', 'Eve_Evans', 'Fay Fox', 'Gus Gone']],
    ['?compliance=mapped', ['Ann Archer']],
    ['?compliance=unmapped&access=enrolled', ['Ben 100% Baker', 'Cem Çelik']],
    ['?q=ARCHER', ['Ann Archer']],
    ['?q=%20ben@ACME.com%20', ['Ben 100% Baker']],
    ['?q=%25', ['Ben 100% Baker']],
    ['?q=Private.Example', ['Ben 100% Baker']],
    ['?q=_', ['Eve_Evans']],
    ['?q=%5C', []],
    ["?q='%20or%201=1", []],
    ['?q=%C3%A7elik', ['Cem Çelik']],
    ['?q=', ['=Dan', 'Ann Archer', 'Ben 100% Baker', 'Cem Çelik', 'Eve_Evans']],
    ['?q=fay', []],
  ])('%s', async (query, expected) => {
    const found = await names(query);
    expect(found.names.toSorted()).toEqual(expected.toSorted());
    expect(found.total).toBe(expected.length);
  });

  it('finds the members of a cohort', async () => {
    expect(await names(`?cohort=${cohort}`)).toEqual({ names: ['Ann Archer'], total: 1 });
    expect(await names(`?cohort=${cohort}&access=removed`)).toEqual({ names: ['Fay Fox'], total: 1 });
  });

  it.each([
    ['name', ['=Dan', 'Ann Archer', 'Ben 100% Baker', 'Cem Çelik', 'Eve_Evans']],
    ['email', ['Ann Archer', 'Ben 100% Baker', 'Cem Çelik', 'Eve_Evans', '=Dan']],
    ['access', ['Ann Archer', 'Ben 100% Baker', 'Cem Çelik', '=Dan', 'Eve_Evans']],
  ])('sorts by %s, and a page of one at a time gives the same', async (sort, expected) => {
    expect((await names(`?sort=${sort}`)).names).toEqual(expected);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await house.get('acme', `members?sort=${sort}&limit=1${cursor && `&cursor=${cursor}`}`);
      paged.push(...body.items.map((item: { name: string }) => item.name));
      expect(body.total).toBe(5);
      cursor = body.nextCursor as string | null;
    }
    expect(paged).toEqual(expected);
  });

  it('sorts by the time of the claim, those without one last', async () => {
    const { names: sorted } = await names('?sort=claimedAt');
    expect(sorted.slice(0, 3)).toEqual(['Cem Çelik', 'Ann Archer', 'Ben 100% Baker']);
  });

  it('keeps its pages whole while rows come and go', async () => {
    const flow = await house.organization('flow');
    const add = (name: string): Promise<string> => house.member(flow, { name });
    const first = await add('Bea');
    for (const name of ['Cid', 'Dee', 'Eli']) await add(name);
    const page = await house.get('flow', 'members?limit=2');
    expect(page.body.items.map((item: { name: string }) => item.name)).toEqual(['Bea', 'Cid']);
    await add('Abe');
    await house.rows(`update member set active = false, removed_at = now() where id = $1`, [first]);
    const next = await house.get('flow', `members?limit=2&cursor=${page.body.nextCursor}`);
    expect(next.body.items.map((item: { name: string }) => item.name)).toEqual(['Dee', 'Eli']);
    expect(next.body).toMatchObject({ nextCursor: null, total: 4 });
  });

  it('knows their number on a page after the last of them', async () => {
    const short = await house.organization('short');
    await house.member(short, { name: 'Abe' });
    const last = await house.member(short, { name: 'Bea' });
    const queries = ['access=invited', 'q=acme.com'];
    const cursors = await Promise.all(
      queries.map(async (query) => (await house.get('short', `members?${query}&limit=1`)).body.nextCursor as string),
    );
    await house.rows(`update member set active = false, removed_at = now() where id = $1`, [last]);
    for (const [at, query] of queries.entries()) {
      const { body } = await house.get('short', `members?${query}&limit=1&cursor=${cursors[at]}`);
      expect(body).toEqual({ items: [], nextCursor: null, total: 1 });
    }
  });

  it('shows a member with everything that is known of it', async () => {
    const { body } = await house.get('acme', 'members?q=ann');
    expect(body.items).toEqual([
      {
        id: ids['ann'],
        name: 'Ann Archer',
        memberEmail: 'ann.archer@acme.com',
        access: 'enrolled',
        userName: 'ann.archer@acme.com',
        externalId: null,
        invitedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        claimedAt: '2026-01-02T00:00:00.000Z',
        removedAt: null,
        userId: expect.any(String),
        cohorts: [
          { id: cohort, name: 'Audit' },
          { id: expect.any(String), name: 'Tax' },
        ],
        compliance: {
          state: 'mapped',
          reason: null,
          lcvistaUserId: '1',
          mappedAt: expect.any(String),
          flags: ['email-differs'],
        },
      },
    ]);
  });

  it('shows the login e-mail only when it is another address', async () => {
    const { body } = await house.get('acme', 'members?access=enrolled');
    const logins = body.items.map((item: { loginEmail?: string }) => item.loginEmail);
    expect(logins).toEqual([undefined, 'ben@private.example', undefined]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=1.5', 'limit'],
    ['access=gone', 'access'],
    ['access=', 'access'],
    ['compliance=maybe', 'compliance'],
    ['compliance=mapped&compliance=unmapped', 'compliance'],
    ['reason=because', 'reason'],
    ['cohort=audit', 'cohort'],
    ['sort=age', 'sort'],
    ['q=%00', 'q'],
    ['q=a&q=b', 'q'],
    [`q=${'x'.repeat(201)}`, 'q'],
    ['cursor=nonsense', 'cursor'],
    ['cursor=WyJhIiwiYiJd', 'cursor'],
    ['colour=red', 'colour'],
  ])('refuses %s and names it', async (query, field) => {
    const { status, body, headers } = await house.get('acme', `members?${query}`);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body.errors[0].field).toBe(field);
  });
});

describe('GET members as CSV', () => {
  const csv = { headers: { accept: 'text/csv' } };

  it('answers all rows that match, whatever the limit', async () => {
    const { status, text, headers } = await house.get('acme', 'members?limit=1', csv);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toBe('attachment; filename="members.csv"');
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => row['name'])).toEqual(["'=Dan", 'Ann Archer', 'Ben 100% Baker', 'Cem Çelik', 'Eve_Evans']);
    expect(rows[1]).toMatchObject({ cohorts: 'Audit; Tax', compliance: 'mapped', lcvistaUserId: '1' });
  });

  it('answers an error as a problem document', async () => {
    const { status, headers } = await house.get('acme', 'members?access=gone', csv);
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('GET members/{id}', () => {
  it('answers removed members too', async () => {
    const { status, body } = await house.get('acme', `members/${ids['gus']}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'Gus Gone',
      access: 'removed',
      compliance: { state: 'unmapped', reason: null },
    });
  });

  it.each(['00000000-0000-4000-8000-000000000000', 'nobody', '%00'])('knows no %s', async (id) => {
    const { status, body } = await house.get('acme', `members/${id}`);
    expect(status).toBe(404);
    expect(body.code).toBe('member-not-found');
  });

  it('does not know the members of another organization', async () => {
    expect((await house.get('other', `members/${ids['ann']}`)).status).toBe(404);
  });
});

describe('isolation', () => {
  it('shows each organization its own members and cohorts', async () => {
    const { body } = await house.get('other', 'members');
    expect(body).toMatchObject({ total: 1, items: [{ name: 'Ann Elsewhere' }] });
    expect((await house.get('other', 'cohorts')).body).toMatchObject({ total: 0, items: [] });
    expect((await house.get('other', `cohorts/${cohort}/members`)).status).toBe(404);
    expect((await house.get('other', `members?cohort=${cohort}`)).body.total).toBe(0);
  });
});

describe('GET cohorts', () => {
  it('lists them by name with their sizes', async () => {
    const { body } = await house.get('acme', 'cohorts');
    expect(body.items.map(({ name, size }: { name: string; size: number }) => [name, size])).toEqual([
      ['Audit', 2],
      ['Tax', 1],
    ]);
    expect((await house.get('acme', 'cohorts?q=TA')).body).toMatchObject({ total: 1, items: [{ name: 'Tax' }] });
  });

  it('lists everybody in one', async () => {
    const { body } = await house.get('acme', `cohorts/${cohort}/members`);
    expect(body.items.map((item: { name: string }) => item.name)).toEqual(['Ann Archer', 'Fay Fox']);
    const removed = await house.get('acme', `cohorts/${cohort}/members?access=removed`);
    expect(removed.body).toMatchObject({ total: 1, items: [{ name: 'Fay Fox' }] });
  });
});
