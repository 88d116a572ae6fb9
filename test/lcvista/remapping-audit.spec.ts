import { expect, it } from '@jest/globals';
import { Firm, startWorld } from './compliance-world.js';

it('an upload gives the reason of the row for everything that it ends and makes, on either side', async () => {
  const world = await startWorld();
  try {
    const firm = await Firm.create(world);
    for (const name of ['jane', 'mary', 'lee', 'kim']) await firm.addMember(`${name}@acme.test`);
    const [ofMary, ofKim] = [world.person('mary@acme.test'), world.person('kim@acme.test')];
    await firm.run();
    const rows = [`jane@acme.test,${ofMary},shared login`, `lee@acme.test,${ofKim},new name`];
    const table = ['memberEmail,lcvistaUserId,reason', ...rows].join('\n');
    expect((await firm.call('POST', '/mappings/import', table, { 'content-type': 'text/csv' })).status).toBe(200);
    const { rows: events } = await world.app.pool.query(
      `select e.kind, m.name, e.reason, coalesce(e.before, e.after)->>'lcvistaUserId' as "userId"
         from audit_event e join member m on m.organization_id = e.organization_id and m.id = e.member_id
        where e.organization_id = $1 and e.subject_type = 'mapping'`,
      [firm.id],
    );
    expect(events).toHaveLength(4);
    expect(events).toEqual(
      expect.arrayContaining([
        { kind: 'mapping.ended-by-remapping', name: 'mary@acme.test', reason: 'shared login', userId: ofMary },
        { kind: 'mapping.ended-by-remapping', name: 'kim@acme.test', reason: 'new name', userId: ofKim },
        { kind: 'mapping.mapped-by-hand', name: 'jane@acme.test', reason: 'shared login', userId: ofMary },
        { kind: 'mapping.mapped-by-hand', name: 'lee@acme.test', reason: 'new name', userId: ofKim },
      ]),
    );
  } finally {
    await world.stop();
  }
});
