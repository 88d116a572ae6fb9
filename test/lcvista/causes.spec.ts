import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { byHand, ofRuns } from './causes/decided-causes.js';
import { atSignIn, inDirectory } from './causes/directory-causes.js';
import { inLcvista } from './causes/lcvista-causes.js';
import { jane, Morning } from './causes/morning.js';
import { Firm, startWorld, type World } from './compliance-world.js';
import { Staff } from './staff.js';

/** Everything that may stand between Jane and her mapping, but for a connection that was never set up. */
const causes = [...inDirectory, ...atSignIn, ...inLcvista, ...byHand, ...ofRuns];

const chain = ['in-directory', 'signed-in', 'in-lcvista', 'assigned', 'emails-identical', 'unique', 'mapped'];

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

beforeEach(() => world.clearSite());

async function morningOf(connection: object | null = {}): Promise<Morning> {
  const firm = await Firm.create(world, connection);
  return new Morning(world, firm, await Staff.of(firm));
}

/** What everybody is told of Jane after her case is made. */
async function told({ firm, staff }: Morning, member?: string, user?: string): Promise<object> {
  const { verdict, steps } = await staff.diagnose(jane);
  expect(steps.map(({ step }) => step)).toEqual(chain);
  return {
    verdict,
    step: steps.find(({ ok }) => !ok)?.step,
    member: member === undefined ? undefined : (await firm.compliance()).get(member),
    queue: user === undefined ? undefined : await staff.waiting(user),
  };
}

describe('a cause is told by the diagnosis, the member list and the review queue, and heals when it is gone', () => {
  it.each(causes)('$name', async (cause) => {
    const morning = await morningOf();
    const { member, user, cure } = await cause.make(morning);
    expect(await told(morning, member, user)).toEqual({
      verdict: cause.verdict ?? 'blocked',
      step: cause.step,
      member: cause.member,
      queue: cause.queue,
    });
    const { steps, advice, nextSyncAt } = await morning.staff.diagnose(jane);
    expect(steps.find(({ ok }) => !ok)?.detail).toMatch(cause.detail);
    expect(advice[0]).toMatch(cause.advice);
    expect(nextSyncAt).toMatch(/^2026-/);

    await cure?.();
    // What is done by hand takes effect at once; everything else with the next sync.
    if (!/at once/.test(advice[0] ?? '') || /next sync/.test(advice[0] ?? '')) await morning.sync();
    const { verdict, advice: left } = await morning.staff.diagnose(jane);
    expect([verdict, left]).toEqual(['mapped', []]);
    expect((await morning.sync()).length).toBeGreaterThan(0);
    expect((await morning.staff.diagnose(jane)).verdict).toBe('mapped');
  });

  it('the connection was never set up', async () => {
    const morning = await morningOf(null);
    const member = await morning.staff.enrol(jane);
    world.person(jane);
    expect(await told(morning, member)).toEqual({ verdict: 'blocked', step: 'in-lcvista', member: 'unknown' });
    const before = await morning.staff.diagnose(jane);
    expect([before.steps[2]?.detail, before.nextSyncAt]).toEqual(['The connection to LCVista was never set up.', null]);
    expect(before.advice).toEqual([expect.stringMatching(/^Set the LCVista connection up.*with the first sync/)]);
    const connection = { siteUrl: world.site.url, apiKey: world.site.apiKey };
    await morning.expectDone('PUT', '/lcvista', connection);
    expect(await told(morning, member)).toEqual({ verdict: 'blocked', step: 'in-lcvista', member: 'unknown' });
    const { steps, nextSyncAt } = await morning.staff.diagnose(jane);
    expect([steps[2]?.detail, nextSyncAt]).toEqual(['LCVista was not read completely yet.', expect.any(String)]);
    await morning.sync();
    expect((await morning.staff.diagnose(jane)).verdict).toBe('mapped');
  });

  it('upper case, blanks around and another address at the sign-in are harmless, and are said to be', async () => {
    const morning = await morningOf();
    await morning.staff.provision('JANE@Acme.test');
    expect(await morning.staff.signIn(jane, 'jane')).toBe(201);
    expect(await morning.staff.signIn('jane+lms@acme.test', 'jane')).toBe(200);
    world.person(' Jane@ACME.test ');
    await morning.sync();
    const { verdict, steps } = await morning.staff.diagnose(` ${jane.toUpperCase()}`);
    expect([verdict, steps.every(({ ok }) => ok)]).toEqual(['mapped', true]);
    const details = steps.map(({ detail }) => detail).join(' ');
    expect(details).toContain('upper and lower case and blanks around it do not matter');
    expect(details).toContain('jane+lms@acme.test, which is harmless');
  });

  it('a member who is mapped to another account is mapped, and the account with the address waits', async () => {
    const morning = await morningOf();
    const member = await morning.staff.enrol(jane);
    const other = world.person('j.doe@elsewhere.test');
    const user = world.person(jane);
    await morning.sync();
    await morning.mapByHand(member, other);
    for (const _ of ['at once', 'after the next sync']) {
      expect(await morning.staff.waiting(user)).toBe('member-already-mapped');
      const { verdict, advice } = await morning.staff.diagnose(jane);
      expect(verdict).toBe('mapped');
      expect(advice).toEqual([expect.stringMatching(/LCVista user \d+ has this address.*it takes effect at once/)]);
      await morning.sync();
    }
  });
});
