import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HistoryEntry } from '../../src/membership/member-history.repository.js';
import { MembershipHouse, origin } from './membership-house.js';

let house: MembershipHouse;

beforeAll(async () => {
  house = await MembershipHouse.open();
});

afterAll(() => house.close());

function release(id: string, organizationId = house.acme): Promise<{ userId: string }> {
  return house.database.tenantTransaction(organizationId, (scope) =>
    house.members.releaseClaim(scope, origin, id, 'signed in with the account of a colleague'),
  );
}

function history(id: string): Promise<HistoryEntry[]> {
  return house.members.history(house.database.tenant(house.acme), id);
}

describe('a name given by hand', () => {
  it('is written everywhere at once, marked, told and audited', async () => {
    const id = await house.member(house.acme, 'ann@acme.com');
    const renamed = await house.members.rename(house.acme, origin, id, ' Ann Straße ');
    expect(renamed).toMatchObject({ id, name: 'Ann Straße', notice: expect.stringContaining('directory') });
    const [member] = await house.rows<object>(
      `select name, name_key, name_by_hand, version, resource->>'displayName' as display_name,
         compare->>'displayName' as compared from member where id = $1`,
      [id],
    );
    expect(member).toEqual({
      name: 'Ann Straße',
      name_key: 'ann strasse',
      name_by_hand: true,
      version: 2,
      display_name: 'Ann Straße',
      compared: 'ann strasse',
    });
    expect(await history(id)).toMatchObject([
      { kind: 'name-changed-by-hand', actor: { kind: 'token', name: 'support desk' }, detail: { after: 'Ann Straße' } },
    ]);
    const audit = await house.rows('select kind, after from audit_event where member_id = $1', [id]);
    expect(audit).toEqual([{ kind: 'member.renamed', after: { displayName: 'Ann Straße' } }]);
  });

  it('that the member has already changes nothing', async () => {
    const id = await house.member(house.acme, 'same@acme.com');
    await house.members.rename(house.acme, origin, id, 'Same');
    await house.members.rename(house.acme, origin, id, 'Same');
    expect(await house.rows('select version from member where id = $1', [id])).toEqual([{ version: 2 }]);
    expect(await history(id)).toHaveLength(1);
  });

  it.each(['not-an-id', '00000000-0000-4000-8000-000000000000'])('is refused for %s', async (id) => {
    await expect(house.members.rename(house.acme, origin, id, 'X')).rejects.toMatchObject({ code: 'member-not-found' });
  });

  it("is refused for another organization's member", async () => {
    const id = await house.member(house.beta, 'foreign@beta.com');
    await expect(house.members.rename(house.acme, origin, id, 'X')).rejects.toMatchObject({ code: 'member-not-found' });
    expect(await house.rows('select name_by_hand from member where id = $1', [id])).toEqual([{ name_by_hand: false }]);
  });
});

describe('releasing a claim', () => {
  it('gives the member back to whoever has the address; the wrong person keeps a user, the right one gets another', async () => {
    const id = await house.member(house.acme, 'shared@acme.com');
    const wrong = await house.signIn({ subject: 'wrong', email: 'shared@acme.com' });
    expect(await house.outcome({ subject: 'right', email: 'shared@acme.com' })).toBe('claimed-by-another');
    expect(await release(id)).toEqual({ userId: wrong.user.id });
    expect(await house.rows('select access from member where id = $1', [id])).toEqual([{ access: 'invited' }]);

    const right = await house.signIn({ subject: 'right', email: 'shared@acme.com' });
    expect(right.memberships).toMatchObject([{ memberId: id, newlyClaimed: true }]);
    expect(right.user.id).not.toBe(wrong.user.id);
    expect(await house.access.of('production', { userId: wrong.user.id })).toMatchObject({ memberships: [] });
    expect(await history(id)).toMatchObject([
      { kind: 'claimed', actor: { kind: 'person', name: wrong.user.id }, cause: 'first-sign-in' },
      { kind: 'claim-released', actor: { name: 'support desk' }, cause: 'support', detail: { userId: wrong.user.id } },
      { kind: 'claimed', detail: { userId: right.user.id } },
    ]);
    const audit = await house.rows('select kind, reason from audit_event where member_id = $1', [id]);
    expect(audit).toEqual([{ kind: 'member.claim-released', reason: 'signed in with the account of a colleague' }]);
  });

  it('works for a removed member, who stays removed', async () => {
    const id = await house.member(house.acme, 'gone@acme.com');
    await house.signIn({ subject: 'gone' });
    await house.deactivate(id);
    await release(id);
    const member = await house.rows('select access, user_id, claimed_at from member where id = $1', [id]);
    expect(member).toEqual([{ access: 'removed', user_id: null, claimed_at: null }]);
  });

  it('is refused when nobody has claimed the member, and for an unknown or foreign one', async () => {
    const id = await house.member(house.acme, 'invited@acme.com');
    await expect(release(id)).rejects.toMatchObject({ kind: 'conflict', code: 'not-claimed' });
    await expect(release(id, house.beta)).rejects.toMatchObject({ kind: 'not-found', code: 'member-not-found' });
    await expect(release('x')).rejects.toMatchObject({ kind: 'not-found', code: 'member-not-found' });
  });

  it('twice at once happens once', async () => {
    const id = await house.member(house.acme, 'twice@acme.com');
    await house.signIn({ subject: 'twice' });
    const answers = await Promise.allSettled([release(id), release(id)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await history(id)).map(({ kind }) => kind)).toEqual(['claimed', 'claim-released']);
  });
});

describe('the history', () => {
  it('tells mappings among the events, and a remapping as end and beginning', async () => {
    const id = await house.member(house.acme, 'mapped@acme.com');
    await house.signIn({ subject: 'mapped' });
    for (const user of ['L1', 'L2']) {
      await house.rows(
        `insert into lcvista_user (organization_id, id, is_active, assigned) values ($1, $2, true, true)`,
        [house.acme, user],
      );
    }
    const at = '2030-01-01T00:00:00Z';
    await house.rows(
      `insert into mapping (organization_id, member_id, lcvista_user_id, origin, started_at, started_by, ended_at,
         ended_reason, ended_by, ended_note)
       values ($1, $2, 'L1', 'rule', '2029-01-01T00:00:00Z', 'sync run', $3, 'remapped-by-hand', 'support desk', 'wrong one')`,
      [house.acme, id, at],
    );
    await house.rows(
      `insert into mapping (organization_id, member_id, lcvista_user_id, origin, started_at, started_by, reason)
       values ($1, $2, 'L2', 'hand', $3, 'support desk', 'wrong one')`,
      [house.acme, id, at],
    );
    const told = (await history(id)).map(({ kind, cause, detail }) => [kind, cause, detail['lcvistaUserId']]);
    expect(told).toEqual([
      ['claimed', 'first-sign-in', undefined],
      ['mapped', 'rule', 'L1'],
      ['mapping-ended', 'remapped-by-hand', 'L1'],
      ['mapped', 'hand', 'L2'],
    ]);
  });

  it('cannot be changed or taken back, not even by the database owner', async () => {
    const id = await house.member(house.acme, 'kept@acme.com');
    await house.signIn({ subject: 'kept' });
    for (const change of [`update member_event set kind = 'x'`, 'delete from member_event']) {
      await expect(house.rows(`${change} where member_id = $1`, [id])).rejects.toThrow('append-only');
    }
    await expect(house.rows('truncate member_event')).rejects.toThrow('append-only');
    expect(await history(id)).toHaveLength(1);
  });
});
