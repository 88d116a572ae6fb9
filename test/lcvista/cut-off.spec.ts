import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Firm, type Run, startWorld, type World } from './compliance-world.js';
import { changesTold, makeRichMorning, type RichMorning } from './rich-morning.js';

let world: World;
let firm: Firm;
let morning: RichMorning;

beforeAll(async () => {
  world = await startWorld();
  // The process is gone as far as the database can tell: its connection is, in the middle of a statement.
  await world.app.pool.query(`
    create function cut_off() returns trigger language plpgsql as $$
    begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`);
});

afterAll(() => world.stop());

beforeEach(async () => {
  world.clearSite();
  firm = await Firm.create(world);
  morning = await makeRichMorning(world, firm);
});

/** Everything that a run writes, but for the run's own row. */
async function state(): Promise<unknown> {
  const tables = ['lcvista_user', 'mapping', 'member_event', 'mapped_share', 'unmapped_count', 'moved_address'];
  const columns = [...tables, 'sync_change', 'audit_event', 'webhook_delivery'].map(
    (table) =>
      `(select jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text) from ${table} t where organization_id = $1) as ${table}`,
  );
  return (await world.app.pool.query(`select ${columns.join(', ')}`, [firm.id])).rows[0];
}

/** Moments of a run, in the order in which they come. */
const moments: [what: string, trigger: string][] = [
  ['before the queue is settled', 'before delete on moved_address for each statement'],
  ['before the changes are listed', 'before insert on sync_change for each statement'],
  ['after the changes are listed', 'after insert on sync_change for each statement'],
  ['before new people are written', 'before insert on lcvista_user for each statement'],
  ['before changed people are written', 'before update on lcvista_user for each statement'],
  ['when somebody is marked as gone', 'after update on lcvista_user for each row when (new.gone_at is not null)'],
  ['before the counts are forgotten', 'before delete on unmapped_count for each statement'],
  ['before the counts are written', 'before insert on unmapped_count for each statement'],
  ['before mappings end', 'before update on mapping for each statement'],
  ['when one of them has ended', 'after update on mapping for each row when (new.ended_at is not null)'],
  ['before flags are told', 'before insert on member_event for each statement'],
  ['before mappings are made', 'before insert on mapping for each statement'],
  ['when the first is made', 'after insert on mapping for each row'],
  ['before the share is written', 'before insert on mapped_share for each statement'],
  ['before the audit trail is written', 'before insert on audit_event for each statement'],
  ['before the run succeeds', `before update on sync_run for each row when (new.status = 'succeeded')`],
];

describe('a run that is cut off', () => {
  it('at any moment of its writing leaves nothing half done, and is taken up again until all of it is', async () => {
    const { id } = (await firm.call('POST', '/sync-runs', {})).body as Run;
    const before = await state();
    const commit = `create constraint trigger cut_off after update on sync_run deferrable initially deferred
      for each row when (new.status = 'succeeded') execute function cut_off()`;
    const triggers = moments.map(([what, when]) => [what, `create trigger cut_off ${when} execute function cut_off()`]);
    for (const [what = '', trigger = ''] of [...triggers, ['at the commit', commit]]) {
      await world.app.pool.query(trigger);
      await expect(firm.execute(id)).rejects.toThrow();
      await world.app.pool.query(`drop trigger cut_off on ${/ on (\w+)/.exec(trigger)?.[1]}`);
      expect([what, await state()]).toEqual([what, before]);
      expect([what, (await firm.readRun(id)).status]).toEqual([what, 'queued']);
    }
    expect(await firm.execute(id)).toBe('succeeded');
    expect(await changesTold(firm, id, morning)).toEqual(morning.expected);
  });

  it('has then done what it says, in LCVista’s own terms: new, changed, gone, assigned, no longer assigned', async () => {
    const run = await firm.run();
    expect(run.counts).toEqual({
      people: 11,
      assigned: 7,
      newPeople: 2,
      changedPeople: 6,
      gonePeople: 1,
      mapped: 2,
      keptMapped: 4,
      ended: 4,
      unmapped: 2,
      unmappedByReason: { 'member-removed': 1, 'no-member': 1 },
      unknownAssigned: 0,
    });
    const { rows } = await world.app.pool.query<{ id: string; is: string }>(
      `select id, concat_ws(' ', case when gone_at is not null then 'gone' end, case when not is_active then 'inactive' end,
         case when not assigned then 'unassigned' end) as is from lcvista_user where organization_id = $1`,
      [firm.id],
    );
    const nameOf = new Map(Object.entries(morning.users).map(([name, id]) => [id, name]));
    expect(Object.fromEntries(rows.flatMap(({ id, is }) => (is === '' ? [] : [[nameOf.get(id), is]])))).toEqual({
      gone: 'gone unassigned',
      inactive: 'inactive',
      hand: 'inactive',
      unassigned: 'unassigned',
      other: 'unassigned',
    });
  });
});

describe('a dry run', () => {
  it('lists everything that the real run then does, equally, and writes nothing but its list', async () => {
    const before = (await state()) as Record<string, unknown>;
    const dry = await firm.run({ dryRun: true });
    const { sync_change: listed, audit_event: _, ...rest } = (await state()) as Record<string, unknown>;
    expect(rest).toEqual(expect.objectContaining(omit(before, ['sync_change', 'audit_event'])));
    expect((listed as unknown[]).length - (before['sync_change'] as unknown[]).length).toBe(morning.expected.length);
    expect(await changesTold(firm, dry.id, morning)).toEqual(morning.expected);
    const real = await firm.run();
    expect(await firm.changes(real.id)).toEqual(await firm.changes(dry.id));
    expect(real.counts).toEqual(dry.counts);
    const after = await firm.run({ dryRun: true });
    expect(await firm.changes(after.id)).toEqual([]);
  });

  it('of a site that shrank is held as the real run is, with the same list, and replaces no held run', async () => {
    const crowd = Array.from({ length: 20 }, (_, at) => world.person(`crowd${at}@acme.test`));
    await firm.run();
    crowd.forEach((id) => world.site.removePerson(Number(id)));
    const held = await firm.run();
    const before = await state();
    const dry = await firm.run({ dryRun: true });
    expect([held.status, dry.status]).toEqual(['held', 'held']);
    expect(dry.counts).toEqual(held.counts);
    expect(await firm.changes(dry.id)).toEqual(await firm.changes(held.id));
    expect(omit((await state()) as object, ['sync_change', 'audit_event'])).toEqual(
      omit(before as object, ['sync_change', 'audit_event']),
    );
    expect((await firm.readRun(held.id)).status).toBe('held');
    expect((await firm.call('POST', `/sync-runs/${held.id}/approve`)).status).toBe(202);
    expect(await firm.execute(held.id)).toBe('succeeded');
    expect(await firm.changes(held.id)).toEqual(await firm.changes(dry.id));
  });
});

function omit(value: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}
