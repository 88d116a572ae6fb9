import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Firm, startWorld, type World } from './compliance-world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

interface Step {
  readonly what: string;
  /** Method and path of the step; `$mapping` is that of Jane, `$jane`, `$user` and `$stranger` are people. */
  readonly call: readonly [method: string, path: string];
  readonly body: Readonly<Record<string, string>>;
  readonly kinds: readonly string[];
}

const steps: readonly Step[] = [
  {
    what: 'mapping by hand',
    call: ['POST', '/mappings'],
    body: { memberId: '$jane', lcvistaUserId: '$stranger' },
    kinds: ['mapping.ended-by-remapping', 'mapping.mapped-by-hand'],
  },
  { what: 'unmapping', call: ['DELETE', '/mappings/$mapping'], body: {}, kinds: ['mapping.unmapped-by-hand'] },
  { what: 'ignoring', call: ['POST', '/unmapped/$stranger/ignore'], body: {}, kinds: ['lcvista-user.ignored'] },
  {
    what: 'unlinking a member',
    call: ['DELETE', '/members/$jane/claim'],
    body: {},
    kinds: ['mapping.ended-by-claim-removal', 'member.claim-released'],
  },
];

describe('a step by hand', () => {
  it.each(steps)('$what asks for a reason, and is in the audit trail with it and with who did it', async (step) => {
    world.clearSite();
    const firm = await Firm.create(world);
    const jane = await firm.addMember('jane@acme.test');
    const user = world.person('jane@acme.test');
    const stranger = world.person('stranger@acme.test');
    await firm.run();
    const { items } = (await firm.call('GET', '/mappings')).body as { items: { id: string }[] };
    const names: Record<string, string> = { jane, user, stranger, mapping: items[0]?.id ?? '' };
    const filled = (text: string): string => text.replace(/\$(\w+)/, (_, name: string) => names[name] ?? '');
    const [method, path] = step.call;
    const given = Object.fromEntries(Object.entries(step.body).map(([key, value]) => [key, filled(value)]));
    const trail = async (): Promise<Record<string, unknown>[]> => {
      const { body } = await firm.call('GET', '/audit-events?limit=200');
      const { items: events } = body as { items: Record<string, unknown>[] };
      return events.filter(({ kind }) => /^(mapping|lcvista-user|member)\./.test(String(kind)));
    };
    for (const body of [given, { ...given, reason: '' }, { ...given, reason: ' \t' }, { ...given, reason: 7 }]) {
      const refused = await firm.call(method, filled(path), body);
      expect([body, refused.status, refused.body.errors[0].field]).toEqual([body, 400, 'reason']);
    }
    expect(await trail()).toEqual([]);
    const reason = 'as she told us on the phone';
    expect((await firm.call(method, filled(path), { ...given, reason })).status).toBeLessThan(300);
    const events = await trail();
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(step.kinds));
    expect(events).toHaveLength(step.kinds.length);
    for (const event of events) expect(event).toMatchObject({ reason, actor: 'PLATFORM_TOKEN' });
  });

  it('of an upload needs a reason in its row, and the end of ignoring is told, too', async () => {
    world.clearSite();
    const firm = await Firm.create(world);
    await firm.addMember('jane@acme.test');
    const user = world.person('j.doe@elsewhere.test');
    await firm.run();
    const csv = { 'content-type': 'text/csv' };
    const upload = async (reason: string): Promise<unknown> => {
      const table = `memberEmail,lcvistaUserId,reason\njane@acme.test,${user},${reason}`;
      return (await firm.call('POST', '/mappings/import', table, csv)).body.rows[0].code;
    };
    expect(await firm.call('POST', `/unmapped/${user}/ignore`, { reason: 'a test' })).toMatchObject({ status: 204 });
    expect(await firm.call('DELETE', `/unmapped/${user}/ignore`)).toMatchObject({ status: 204 });
    expect([await upload(''), await upload('her old name')]).toEqual(['invalid-row', null]);
    const { items } = (await firm.call('GET', '/audit-events?limit=200')).body as {
      items: { kind: string; reason: string | null; actor: string }[];
    };
    const told = items.map(({ kind, reason, actor }) => [kind, reason, actor]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['lcvista-user.ignored', 'a test', 'PLATFORM_TOKEN'],
        ['lcvista-user.unignored', null, 'PLATFORM_TOKEN'],
        ['mapping.mapped-by-hand', 'her old name', 'PLATFORM_TOKEN'],
      ]),
    );
  });
});
