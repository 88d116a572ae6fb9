import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MembershipHouse } from './membership-house.js';

let house: MembershipHouse;

beforeAll(async () => {
  house = await MembershipHouse.open();
});

afterAll(() => house.close());

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

function count(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

async function profiles(subject: string): Promise<number> {
  return (await house.rows('select from user_profile where subject = $1', [subject])).length;
}

describe('claims at the same moment', () => {
  it('fifty equal ones: one is new, the rest find it done; one user, one event for each member', async () => {
    const members = [
      await house.member(house.acme, 'fifty@acme.com'),
      await house.member(house.beta, 'fifty@acme.com'),
    ];
    const claims = await times(50, () => house.signIn({ subject: 'fifty' }));
    expect(claims.filter(({ memberships }) => memberships.some((place) => place.newlyClaimed))).toHaveLength(1);
    expect(claims.every(({ memberships }) => memberships.length === 2)).toBe(true);
    expect(new Set(claims.map(({ user }) => user.id)).size).toBe(1);
    const events = await house.rows('select from member_event where member_id = any($1)', [members]);
    expect(events).toHaveLength(2);
  });

  it('of one person for each organization: both succeed with one user', async () => {
    await house.member(house.acme, 'split@acme.com');
    await house.member(house.beta, 'split@acme.com');
    const signIn = (organization: string): Promise<string> => house.outcome({ subject: 'split', organization });
    expect(await Promise.all([signIn('acme'), signIn('beta')])).toEqual(['new', 'new']);
    expect(await profiles('split')).toBe(1);
  });

  it.each([1, 2, 3, 4, 5])(
    'of two persons for one member, time %i: one gets it, the other leaves no trace',
    async (time) => {
      const email = `wanted-${time}@acme.com`;
      await house.member(house.acme, email);
      await house.member(house.beta, email);
      const persons = [`first-${time}`, `second-${time}`];
      const outcomes = await times(20, (index) => house.outcome({ subject: persons[index % 2] ?? '', email }));
      expect(count(outcomes)).toEqual({ new: 1, held: 9, 'claimed-by-another': 10 });
      expect((await profiles(`first-${time}`)) + (await profiles(`second-${time}`))).toBe(1);
    },
  );

  it.each([1, 2, 3, 4, 5])(
    'against a deactivation, time %i: either it was first, or nothing happened',
    async (time) => {
      const subject = `leaver-${time}`;
      const id = await house.member(house.acme, `${subject}@acme.com`);
      const [outcome] = await Promise.all([house.outcome({ subject }), house.deactivate(id)]);
      const [member] = await house.rows<{ access: string; claimed: boolean }>(
        'select access, user_id is not null as claimed from member where id = $1',
        [id],
      );
      const first = outcome === 'new';
      expect(first || outcome === 'membership-removed').toBe(true);
      expect(member).toEqual({ access: 'removed', claimed: first });
      expect(await profiles(subject)).toBe(first ? 1 : 0);
    },
  );

  it('while the row is being changed: it waits, then decides on what is there now', async () => {
    const id = await house.member(house.acme, 'waiting@acme.com');
    const outcome = await house.database.tenantTransaction(house.acme, async (scope) => {
      await scope.query(`update member set active = false, removed_at = now() where organization_id = $1 and id = $2`, [
        id,
      ]);
      const claim = house.outcome({ subject: 'waiting' });
      await lockIsWaitedFor();
      return { claim };
    });
    expect(await outcome.claim).toBe('membership-removed');
    expect(await profiles('waiting')).toBe(0);
  });

  it('while the address moves to another member: claims the one that has it now', async () => {
    const [before, after] = [
      await house.member(house.acme, 'moving@acme.com'),
      await house.member(house.acme, 'else@acme.com'),
    ];
    const { claim } = await house.database.tenantTransaction(house.acme, async (scope) => {
      await scope.query(
        `update member set email = v.email, email_key = v.email
         from (values ($2::uuid, 'gone@acme.com'), ($3::uuid, 'moving@acme.com')) as v (id, email)
         where organization_id = $1 and member.id = v.id`,
        [before, after],
      );
      const signIn = house.signIn({ subject: 'moving' });
      await lockIsWaitedFor();
      return { claim: signIn };
    });
    expect((await claim).memberships).toMatchObject([{ memberId: after, newlyClaimed: true }]);
  });

  it('while the organization moves to the other environment: nobody is linked there', async () => {
    const leaving = await house.organization('leaving');
    await house.member(leaving, 'late@acme.com');
    const { claim } = await house.database.tenantTransaction(leaving, async (scope) => {
      await scope.query('select from organization where id = $1 for update');
      const outcome = house.outcome({ subject: 'late' });
      await lockIsWaitedFor();
      await scope.query(`update organization set environment = 'staging' where id = $1`);
      return { claim: outcome };
    });
    expect(await claim).toBe('membership-not-found');
    expect(await profiles('late')).toBe(0);
  });
});

/** Until some statement of this database waits for a lock. */
async function lockIsWaitedFor(): Promise<void> {
  const text = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await house.rows(text)).length === 0) await new Promise((resolve) => setImmediate(resolve));
}
