import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Firm, startWorld, type World } from './compliance-world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.stop());

beforeEach(() => world.clearSite());

async function kinds(firm: Firm): Promise<string[]> {
  const { rows } = await world.app.pool.query<{ kind: string }>(
    `select kind from audit_event where organization_id = $1 and subject_type = 'mapping' order by id`,
    [firm.id],
  );
  return rows.map(({ kind }) => kind);
}

describe('the upload of mappings', () => {
  it('answers each row, applies the good ones, and a dry run changes nothing', async () => {
    const firm = await Firm.create(world);
    const jane = await firm.addMember('jane@acme.test');
    await firm.addMember('twice@acme.test');
    await firm.addMember('twice@acme.test');
    await firm.addMember('gone@acme.test', 'removed');
    const one = world.person('j.doe@elsewhere.test');
    const two = world.person('two@elsewhere.test');
    await firm.run();
    const table = [
      'memberEmail,lcvistaUserId,reason',
      `" JANE@acme.test ",${one},"maiden name, as she says"`,
      `twice@acme.test,${two},r`,
      `gone@acme.test,${two},r`,
      `nobody@acme.test,${two},r`,
      `jane@acme.test,${two},again`,
      `x@acme.test,nobody,r`,
      `x@acme.test,,r`,
      `x@acme.test,${two}`,
    ].join('\r\n');
    const codes = [
      null,
      'ambiguous-member',
      'member-removed',
      'member-not-found',
      'repeated-pair',
      'member-not-found',
      'invalid-row',
      'invalid-row',
    ];
    const csv = { 'content-type': 'text/csv' };
    for (const dryRun of [true, false]) {
      const answer = await firm.call('POST', `/mappings/import?dryRun=${dryRun}`, table, csv);
      expect(answer.status).toBe(200);
      const body = answer.body as { mapped: number; rows: { row: number; code: string | null }[] };
      expect(body.rows.map(({ code }) => code)).toEqual(codes);
      expect(body.rows.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
      expect((await firm.compliance()).get(jane)).toBe(dryRun ? 'no-lcvista-user' : `mapped to ${one}`);
    }
    expect(await kinds(firm)).toEqual(['mapping.mapped-by-hand']);
  });

  it('says the same and changes nothing when it comes again, and a row that fails undoes no other', async () => {
    const firm = await Firm.create(world);
    const jane = await firm.addMember('jane@acme.test');
    const mary = await firm.addMember('mary@acme.test');
    const [one, two, three] = ['one', 'two', 'three'].map((name) => world.person(`${name}@elsewhere.test`));
    const ofMary = world.person('mary@acme.test');
    await firm.run();
    const table = [
      'memberEmail;lcvistaUserId;reason',
      `jane@acme.test;${one};maiden name`,
      `jane@acme.test;${one};maiden name`,
      `nobody@acme.test;${two};r`,
      '',
      `mary@acme.test;${three};=HYPERLINK(1)`,
      ';;',
    ].join('\r\n');
    const upload = async (): Promise<[number, string | null][]> => {
      const answer = await firm.call('POST', '/mappings/import', `\ufeff${table}`, { 'content-type': 'text/csv' });
      expect(answer.status).toBe(200);
      return (answer.body as { rows: { row: number; code: string | null }[] }).rows.map(({ row, code }) => [row, code]);
    };
    expect(await upload()).toEqual([
      [2, null],
      [3, 'repeated-pair'],
      [4, 'member-not-found'],
      [6, null],
    ]);
    const compliance = await firm.compliance();
    expect([compliance.get(jane), compliance.get(mary)]).toEqual([`mapped to ${one}`, `mapped to ${three}`]);
    const { items } = (await firm.call('GET', '/unmapped')).body as {
      items: { lcvistaUser: { id: string }; reason: string }[];
    };
    expect(items.find(({ lcvistaUser }) => lcvistaUser.id === ofMary)?.reason).toBe('member-already-mapped');
    const told = await kinds(firm);
    expect(await upload()).toEqual([
      [2, 'already-mapped'],
      [3, 'already-mapped'],
      [4, 'member-not-found'],
      [6, 'already-mapped'],
    ]);
    expect(await kinds(firm)).toEqual(told);
    expect(await firm.compliance()).toEqual(compliance);
    const mappings = await firm.call('GET', '/mappings', undefined, { accept: 'text/csv' });
    expect(mappings.text).toContain(",'=HYPERLINK(1),");
  });

  it('says that a file in another encoding is not UTF-8', async () => {
    const firm = await Firm.create(world);
    const latin = Buffer.from('memberEmail,lcvistaUserId,reason\nj@x.test,7,caf\u00e9', 'latin1');
    const token = world.app.platformToken;
    const url = `${world.app.url}/api/v1/organizations/${firm.slug}/mappings/import`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/csv' };
    const answer = await fetch(url, { method: 'POST', headers, body: latin });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ detail: expect.stringContaining('not valid UTF-8') }),
    ]);
  });

  it('refuses what is no such table', async () => {
    const firm = await Firm.create(world);
    const csv = { 'content-type': 'text/csv' };
    for (const body of [
      '',
      'a,b,c\n1,2,3',
      'memberEmail,lcvistaUserId,reason\n"unclosed',
      'memberEmail,lcvistaUserId',
    ]) {
      const answer = await firm.call('POST', '/mappings/import', body, csv);
      expect([body, answer.status]).toEqual([body, 400]);
    }
    expect((await firm.call('POST', '/mappings/import', { rows: [] })).status).toBe(400);
  });
});
