import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AdminHouse } from './admin-house.js';

let house: AdminHouse;
let acme: string;

beforeAll(async () => {
  house = await AdminHouse.open();
  acme = await house.organization('acme');
  const other = await house.organization('other');
  await house.connect(acme, '2026-01-01T06:00:00Z');
  const add = (local: string, more: object = {}): Promise<string> =>
    house.member(acme, { name: local, email: `${local}@acme.com`, claimed: { at: '2025-12-01T00:00:00Z' }, ...more });
  const person = (id: string, local: string, more: object = {}): Promise<void> =>
    house.person(acme, { id, email: `${local}@acme.com`, ...more });
  for (const local of ['ready', 'invited', 'removed', 'plus+cpe', 'nobody', 'inactive', 'unassigned', 'double']) {
    await add(local, { invited: { claimed: undefined }, removed: { removed: true } }[local] ?? {});
  }
  await add('cyrillic');
  await add('z\u200bero');
  await add('login', { claimed: { loginEmail: 'private@home.example' } });
  await add('upn', { userName: 'upn.user@acme.onmicrosoft.com' });
  await add('taken');
  await add('blocked');
  await add('twin', { userName: 'twin1' });
  await add('twin', { userName: 'twin2' });
  await add('later', { claimed: { at: '2026-01-01T07:00:00Z' } });
  const mapped = await add('mapped');
  const moved = await add('moved');
  const people = [
    'ready',
    'READY2',
    'invited',
    'plus',
    'cyrilli\u0441',
    'zero',
    'login',
    'taken',
    'blocked',
    'twin',
    'later',
  ];
  for (const local of people) await person(`p-${local}`, local);
  await person('p-inactive', 'inactive', { isActive: false });
  await person('p-unassigned', 'unassigned', { assigned: false });
  await person('p-ignored', 'ignored', { ignoredReason: 'contractor' });
  await add('ignored');
  await person('d1', 'double');
  await person('d2', 'double');
  await person('p-mapped', 'mapped');
  await person('p-moved', 'moved.elsewhere');
  await house.map(acme, mapped, 'p-mapped');
  await house.map(acme, moved, 'p-moved', ['email-differs']);
  await house.map(acme, await add('owner'), 'p-taken');
  await house.rows(
    `insert into mapping_block (organization_id, member_id, lcvista_user_id, reason, blocked_by)
    select $1, id, 'p-blocked', 'wrong', 'test' from member where name = 'blocked'`,
    [acme],
  );
  await house.member(other, { name: 'secret', email: 'secret@acme.com' });
});

afterAll(() => house.close());

const ask = async (email: string): Promise<{ verdict: string; broken: string | undefined; detail: string }> => {
  const { status, body } = await house.get('acme', `diagnosis?email=${encodeURIComponent(email)}`);
  expect(status).toBe(200);
  const broken = body.steps.find(({ ok }: { ok: boolean }) => !ok);
  return { verdict: body.verdict, broken: broken?.step, detail: broken?.detail ?? body.steps.at(-1).detail };
};

describe('GET diagnosis', () => {
  it.each([
    ['ready@acme.com', 'maps-at-next-sync', 'mapped', 'Everything fits'],
    ['  READY@ACME.com ', 'maps-at-next-sync', 'mapped', 'Everything fits'],
    ['stranger@acme.com', 'blocked', 'in-directory', 'never provisioned'],
    ['invited@acme.com', 'blocked', 'signed-in', 'nobody has signed in'],
    ['removed@acme.com', 'blocked', 'in-directory', 'removed this member'],
    ['plus@acme.com', 'blocked', 'in-directory', 'plus+cpe@acme.com, which differs by a plus address'],
    ['plus+cpe@acme.com', 'blocked', 'in-lcvista', 'p-plus has plus@acme.com, which differs by a plus address'],
    ['cyrillic@acme.com', 'blocked', 'in-lcvista', 'Cyrillic letter "\u0441" (U+0441) at place 8'],
    ['zero@acme.com', 'blocked', 'in-directory', 'invisible character (U+200B)'],
    ['private@home.example', 'blocked', 'in-directory', 'knows login@acme.com'],
    ['upn.user@acme.onmicrosoft.com', 'blocked', 'in-directory', 'knows upn@acme.com'],
    ['nobody@acme.com', 'blocked', 'in-lcvista', 'had nobody with this address'],
    ['inactive@acme.com', 'blocked', 'in-lcvista', 'inactive'],
    ['unassigned@acme.com', 'blocked', 'assigned', 'cannot see the catalog LumiQ'],
    ['double@acme.com', 'blocked', 'unique', '2 assigned LCVista users'],
    ['twin@acme.com', 'blocked', 'unique', '2 members'],
    ['taken@acme.com', 'blocked', 'mapped', 'mapped to another member, owner@acme.com'],
    ['ignored@acme.com', 'blocked', 'mapped', 'contractor'],
    ['blocked@acme.com', 'blocked', 'mapped', 'apart'],
    ['later@acme.com', 'maps-at-next-sync', 'mapped', 'signed in after the last sync'],
    ['mapped@acme.com', 'mapped', undefined, 'Mapped to LCVista user p-mapped'],
    ['moved@acme.com', 'mapped', 'emails-identical', 'moved.elsewhere@acme.com'],
    ['secret@acme.com', 'blocked', 'in-directory', 'never provisioned'],
    ['%', 'blocked', 'in-directory', 'never provisioned'],
  ])('%s', async (email, verdict, broken, detail) => {
    const answer = await ask(email);
    expect(answer).toEqual({ verdict, broken, detail: expect.stringContaining(detail) });
  });

  it('takes a plus that was not encoded', async () => {
    const { body } = await house.get('acme', 'diagnosis?email=plus+cpe@acme.com');
    expect(body.email).toBe('plus+cpe@acme.com');
  });

  it('tells of a run that failed or is held, and of a missing connection', async () => {
    await house.run(acme, 'held', '2026-01-02T06:00:00Z');
    expect(await ask('ready@acme.com')).toMatchObject({ verdict: 'blocked', detail: expect.stringContaining('held') });
    await house.run(acme, 'failed', '2026-01-03T06:00:00Z', 'lcvista-unavailable');
    expect(await ask('ready@acme.com')).toMatchObject({ verdict: 'maps-at-next-sync' });
    await house.rows('delete from lcvista_connection where organization_id = $1', [acme]);
    expect(await ask('ready@acme.com')).toMatchObject({ verdict: 'blocked', broken: 'in-lcvista' });
  });

  it.each(['', '?email=', '?email=%20', '?email=%00', '?email=a&email=b', `?email=${'x'.repeat(321)}`])(
    'refuses %j',
    async (query) => {
      const { status, body } = await house.get('acme', `diagnosis${query}`);
      expect(status).toBe(400);
      expect(body.errors[0].field).toBe('email');
    },
  );

  it('takes any text for an address, or says that it is none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 320 }), async (email) => {
        const { status, body } = await house.get('acme', `diagnosis?email=${encodeURIComponent(email)}`);
        const fits = /\S/u.test(email) && email.length <= 320 && !email.includes('\0');
        expect({ email, status }).toEqual({ email, status: fits ? 200 : 400 });
        if (fits) expect(body.steps).toHaveLength(7);
      }),
      {
        numRuns: 50,
        examples: [["' or '1'='1"], ['('.repeat(320)], ['@'.repeat(320)], ['\ufdfa'.repeat(320)], ['a%00'], ['\\']],
      },
    );
  });
});
