import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Firm, startWorld, type World } from './compliance-world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

interface Entry {
  readonly kind: string;
  readonly cause: string;
  readonly actor: { readonly kind: string; readonly name: string };
  readonly detail: Readonly<Record<string, unknown>>;
}

async function mappingsIn(firm: Firm, member: string): Promise<Entry[]> {
  const { body } = await firm.call('GET', `/members/${member}`);
  return (body as { history: Entry[] }).history.filter(({ kind }) => kind.includes('mapp'));
}

describe('the history of a member', () => {
  it('tells when a run flags a mapping and when the flag goes, after the row itself has forgotten', async () => {
    const firm = await Firm.create(world);
    const jane = await firm.addMember('jane@acme.test');
    const user = world.person('jane@acme.test');
    await firm.run();
    await firm.changeEmail(jane, 'jane.smith@acme.test');
    world.clock.tomorrow();
    await firm.run({ dryRun: true });
    await firm.run();
    await firm.run();
    await firm.changeEmail(jane, 'jane@acme.test');
    world.clock.tomorrow();
    await firm.run();
    const told = await mappingsIn(firm, jane);
    expect(told.map(({ kind, cause }) => [kind, cause])).toEqual([
      ['mapped', 'rule'],
      ['mapping-flagged', 'email-differs'],
      ['mapping-unflagged', 'email-differs'],
    ]);
    expect(told[1]).toMatchObject({
      actor: { kind: 'job', name: 'sync run' },
      detail: { lcvistaUserId: user, mappingId: told[0]?.detail['mappingId'] },
    });
  });

  it('tells the flags with which a mapping by hand begins, after the mapping', async () => {
    const firm = await Firm.create(world);
    const mary = await firm.addMember('mary@acme.test');
    const user = world.person('mary.other@acme.test', { assigned: false, isActive: false });
    await firm.run();
    const body = { memberId: mary, lcvistaUserId: user, reason: 'she said so' };
    expect((await firm.call('POST', '/mappings', body)).status).toBe(201);
    const told = await mappingsIn(firm, mary);
    expect(told.map(({ kind, cause, actor }) => [kind, cause, actor.name])).toEqual([
      ['mapped', 'hand', 'PLATFORM_TOKEN'],
      ['mapping-flagged', 'lcvista-user-inactive', 'PLATFORM_TOKEN'],
      ['mapping-flagged', 'not-assigned', 'PLATFORM_TOKEN'],
    ]);
  });
});
