import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AdminHouse } from './admin-house.js';

let house: AdminHouse;
let acme: string;

beforeAll(async () => {
  house = await AdminHouse.open();
  acme = await house.organization('acme');
  await house.organization('other');
  await house.connect(acme, '2026-01-01T06:00:00Z');
});

afterAll(() => house.close());

const historyOf = async (id: string): Promise<[kind: string, cause: string][]> => {
  const { body } = await house.get('acme', `members/${id}`);
  return body.history.map(({ kind, cause }: { kind: string; cause: string }) => [kind, cause]);
};

describe('PATCH members/{id}', () => {
  it('renames a member, says what becomes of it, and tells it in history and audit trail', async () => {
    const id = await house.member(acme, { name: 'Jane Doe' });
    const { status, body } = await house.send('PATCH', 'acme', `members/${id}`, {
      body: { displayName: ' Jane Roe ' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, name: 'Jane Roe', notice: expect.stringContaining('directory') });
    expect((await house.get('acme', 'members?q=jane%20roe')).body.total).toBe(1);
    expect(await historyOf(id)).toEqual([['name-changed-by-hand', expect.any(String)]]);
    const audit = await house.get('acme', `audit-events?member=${id}&kind=member.renamed`);
    expect(audit.body.items).toMatchObject([
      { before: { displayName: 'Jane Doe' }, after: { displayName: 'Jane Roe' } },
    ]);
  });

  it.each([
    [{}, 'displayName'],
    [{ displayName: '' }, 'displayName'],
    [{ displayName: null }, 'displayName'],
    [{ displayName: 'x'.repeat(201) }, 'displayName'],
    [{ displayName: 'Jane', access: 'removed' }, 'access'],
  ])('refuses %j', async (body, field) => {
    const id = await house.member(acme, { name: 'Someone', email: null });
    const answer = await house.send('PATCH', 'acme', `members/${id}`, { body });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe(field);
  });

  it('is for administrators, of members of their own organization', async () => {
    const id = await house.member(acme, { name: 'Other Case', email: null });
    const viewer = await house.token('acme', 'viewer');
    const change = { body: { displayName: 'X' } };
    expect((await house.send('PATCH', 'acme', `members/${id}`, { ...change, token: viewer })).status).toBe(403);
    expect((await house.send('PATCH', 'other', `members/${id}`, change)).status).toBe(404);
  });
});

describe('DELETE members/{id}/claim', () => {
  const release = { body: { reason: 'Claimed by a namesake' } };

  it('unlinks the member, ends the mapping of the rule, and tells both', async () => {
    const id = await house.member(acme, { name: 'Claimed One', claimed: {} });
    await house.person(acme, { id: '1', email: 'claimed.one@acme.com' });
    await house.map(acme, id, '1');
    const { status, body } = await house.send('DELETE', 'acme', `members/${id}/claim`, release);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      access: 'invited',
      claimedAt: null,
      userId: null,
      compliance: { state: 'unmapped', reason: 'not-signed-in' },
    });
    expect(new Set((await historyOf(id)).map((entry) => entry.join(': ')))).toEqual(
      new Set(['claim-released: support', 'mapped: rule', 'mapping-ended: claim-removed']),
    );
    const [person] = await house.rows<{ reason: string }>(
      `select unmapped_reason as reason from lcvista_user where organization_id = $1 and id = '1'`,
      [acme],
    );
    expect(person?.reason).toBe('not-signed-in');
    const audit = await house.get('acme', `audit-events?member=${id}`);
    expect(audit.body.items).toMatchObject([
      { kind: 'mapping.ended-by-claim-removal', reason: 'Claimed by a namesake' },
      { kind: 'member.claim-released', reason: 'Claimed by a namesake' },
    ]);
  });

  it('leaves a mapping that was made by hand', async () => {
    const id = await house.member(acme, { name: 'By Hand', claimed: {} });
    await house.person(acme, { id: '2', email: 'elsewhere@acme.com' });
    const mapping = await house.map(acme, id, '2');
    await house.rows(`update mapping set origin = 'hand' where id = $1`, [mapping]);
    const { body } = await house.send('DELETE', 'acme', `members/${id}/claim`, release);
    expect(body.compliance).toMatchObject({ state: 'mapped', lcvistaUserId: '2' });
  });

  it('refuses what was never claimed, and a release without a reason', async () => {
    const id = await house.member(acme, { name: 'Unclaimed' });
    const answer = await house.send('DELETE', 'acme', `members/${id}/claim`, release);
    expect([answer.status, answer.body.code]).toEqual([409, 'not-claimed']);
    expect((await house.send('DELETE', 'acme', `members/${id}/claim`, { body: {} })).status).toBe(400);
    expect((await house.send('DELETE', 'other', `members/${id}/claim`, release)).status).toBe(404);
  });
});
