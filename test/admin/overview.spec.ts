import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memberReasons } from '../../src/lcvista/mapping/decide-member-reason.js';
import { isStale } from '../../src/lcvista/sync/is-stale.js';
import { AdminHouse } from './admin-house.js';

let house: AdminHouse;

beforeAll(async () => {
  house = await AdminHouse.open();
});

afterAll(() => house.close());

describe('GET overview', () => {
  it('begins with nothing', async () => {
    await house.organization('fresh');
    const { status, body } = await house.get('fresh', 'overview');
    expect(status).toBe(200);
    expect(body).toEqual({
      access: { invited: 0, enrolled: 0, removed: 0 },
      compliance: { mapped: 0, unmapped: 0 },
      reasons: {},
      lastRun: null,
      nextRunAt: null,
      lastGoodRunAt: null,
      stale: false,
      mappedShare: [],
    });
  });

  it('counts by access, compliance and reason, as the member list does', async () => {
    const acme = await house.organization('acme');
    await populate(acme);
    const { body } = await house.get('acme', 'overview');
    expect(body.access).toEqual({ invited: 2, enrolled: 10, removed: 2 });
    expect(body.compliance).toEqual({ mapped: 1, unmapped: 11 });
    expect(body.reasons).toEqual({
      'duplicate-member': 2,
      'duplicate-lcvista-user': 1,
      'not-signed-in': 1,
      'no-lcvista-user': 2,
      'lcvista-user-inactive': 1,
      'not-assigned': 1,
      ignored: 1,
      'unmapped-by-hand': 1,
      'maps-at-next-sync': 1,
    });
    for (const reason of memberReasons) {
      const { total } = (await house.get('acme', `members?reason=${reason}`)).body as { total: number };
      expect({ reason, total }).toEqual({ reason, total: body.reasons[reason] ?? 0 });
    }
    expect((await house.get('acme', 'members?compliance=mapped')).body.total).toBe(1);
    expect(body.lastRun).toMatchObject({ status: 'failed', error: { code: 'lcvista-unavailable' } });
    expect(body.lastGoodRunAt).toBe('2026-01-01T06:00:00.000Z');
    expect(body.mappedShare).toEqual([
      { date: expect.any(String), activeMembers: 0, mappedMembers: 0, share: null },
      { date: expect.any(String), activeMembers: 3, mappedMembers: 2, share: 0.6667 },
    ]);
  });

  it('tells the share of the last 90 days, the oldest first, each as the run of that day left it', async () => {
    const old = await house.organization('old');
    await house.rows(
      `insert into mapped_share select $1, current_date - day, 100, day from generate_series(0, 99) day`,
      [old],
    );
    const { mappedShare } = (await house.get('old', 'overview')).body as { mappedShare: { mappedMembers: number }[] };
    expect(mappedShare.map(({ mappedMembers }) => mappedMembers)).toEqual(
      Array.from({ length: 90 }, (_, at) => 89 - at),
    );
  });

  it('knows no reason before the first complete reading', async () => {
    const early = await house.organization('early');
    await house.member(early, { name: 'Ann' });
    expect((await house.get('early', 'overview')).body.reasons).toEqual({ unknown: 1 });
  });

  it('shows a dry run as the last one only while there has been no other', async () => {
    const trial = await house.organization('trial');
    await house.connect(trial);
    const dryRun = await house.run(trial, 'succeeded', '2026-01-02T06:00:00Z');
    await house.rows('update sync_run set dry_run = true where id = $1', [dryRun]);
    const lastRun = async (): Promise<object> => (await house.get('trial', 'overview')).body.lastRun;
    expect(await lastRun()).toMatchObject({ id: dryRun, dryRun: true });
    expect((await house.get('trial', 'overview')).body.lastGoodRunAt).toBeNull();
    const failed = await house.run(trial, 'failed', '2026-01-03T06:00:00Z', 'lcvista-unavailable');
    const again = await house.run(trial, 'succeeded', '2026-01-04T06:00:00Z');
    await house.rows('update sync_run set dry_run = true where id = $1', [again]);
    expect(await lastRun()).toMatchObject({ id: failed, status: 'failed' });
  });
});

describe('isStale', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);

  it.each([
    ['never connected', null, null, false],
    ['connected an hour ago, no run yet', hoursAgo(1), null, false],
    ['connected for two days, no good run', hoursAgo(48), null, true],
    ['a good run 25 hours ago', hoursAgo(48), hoursAgo(25), false],
    ['a good run 27 hours ago', hoursAgo(48), hoursAgo(27), true],
    ['connected anew an hour ago, the last good run is old', hoursAgo(1), hoursAgo(100), false],
  ])('%s', (_, connectedAt, lastGoodRunAt, stale) => {
    expect(isStale(connectedAt, lastGoodRunAt, now)).toBe(stale);
  });
});

/** One member for every reason, and some without. */
async function populate(acme: string): Promise<void> {
  const enrolled = (name: string, email?: string): Promise<string> =>
    house.member(acme, { name, claimed: {}, ...(email === undefined ? {} : { email, userName: name }) });
  await house.connect(acme, '2026-01-01T06:00:00Z');
  await house.run(acme, 'failed', '2026-01-02T06:00:00Z', 'lcvista-unavailable');
  await enrolled('twin1', 'twin@acme.com');
  await enrolled('twin2', 'Twin@acme.com');
  await enrolled('double');
  await house.member(acme, { name: 'invited' });
  await enrolled('missing');
  await house.member(acme, { name: 'Without Address', email: null, claimed: {} });
  for (const name of ['inactive', 'unassigned', 'ignored', 'ready', 'mapped']) await enrolled(name);
  const apart = await house.member(acme, { name: 'apart', email: 'apart@acme.com' });
  await house.rows(
    `update member set user_id = u.id, claimed_at = now() from (select id from user_profile limit 1) u
    where member.id = $1`,
    [apart],
  );
  await house.member(acme, { name: 'removed', removed: true });
  await house.member(acme, { name: 'deleted', deleted: true });
  await house.rows(`update member set user_id = null, claimed_at = null where name = 'double'`);
  for (const [id, local] of [
    ['1', 'double'],
    ['2', 'double'],
    ['3', 'ready'],
    ['4', 'mapped'],
    ['5', 'apart'],
    ['9', 'twin'],
  ] as const) {
    await house.person(acme, { id, email: `${local}@acme.com` });
  }
  await house.person(acme, { id: '6', email: 'inactive@acme.com', isActive: false });
  await house.person(acme, { id: '7', email: 'unassigned@acme.com', assigned: false });
  await house.person(acme, { id: '8', email: 'Ignored@acme.com', ignoredReason: 'contractor' });
  const [mapped] = await house.rows<{ id: string }>(`select id from member where name = 'mapped'`);
  await house.map(acme, mapped?.id ?? '', '4');
  await house.rows(
    `insert into mapping_block (organization_id, member_id, lcvista_user_id, reason, blocked_by)
    values ($1, $2, '5', 'wrong person', 'test')`,
    [acme, apart],
  );
  await house.rows(
    `insert into mapped_share values ($1, current_date, 3, 2), ($1, current_date - 1, 0, 0),
    ($1, current_date - 200, 1, 1)`,
    [acme],
  );
}
