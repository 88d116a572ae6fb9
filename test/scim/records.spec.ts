import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ScimApp, startScimApp } from './scim-app.js';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
let acme: ScimApp;

beforeAll(async () => {
  acme = await startScimApp();
});
afterAll(() => acme.stop());

async function newestProvisioning(count: number): Promise<Record<string, unknown>[]> {
  const { rows } = await acme.app.pool.query(
    `select operation, resource_type, resource_id, resource_name, outcome, status, reason, changes, actor_name
     from (select * from provisioning_event order by id desc limit $1) e order by id`,
    [count],
  );
  return rows;
}

async function history(memberId: string): Promise<[string, object][]> {
  const { rows } = await acme.app.pool.query('select kind, detail from member_event where member_id = $1 order by id', [
    memberId,
  ]);
  return rows.map(({ kind, detail }) => [kind, detail]);
}

async function member(id: string): Promise<Record<string, unknown>> {
  const { rows } = await acme.app.pool.query('select * from member where id = $1', [id]);
  return rows[0];
}

const patch = (path: string, ...operations: object[]) => acme.scim('PATCH', path, { Operations: operations });

describe('what the directory did', () => {
  it('is recorded with old and new values, never a password', async () => {
    const body = { userName: 'rec@x.y', password: 'hunter2', phoneNumbers: [{ value: '1' }], title: 'T' };
    const { body: user } = await acme.scim('POST', '/Users', body);
    await patch(`/Users/${user.id}`, { op: 'replace', path: 'active', value: 'False' });
    await patch(`/Users/${user.id}`, { op: 'replace', value: { [`${enterprise}:department`]: 'D', nickName: 'N' } });
    await patch(`/Users/${user.id}`, { op: 'replace', path: 'active', value: false });
    await acme.scim('DELETE', `/Users/${user.id}`);
    const of = {
      resource_type: 'User',
      resource_id: user.id,
      resource_name: 'rec@x.y',
      outcome: 'applied',
      reason: null,
    };
    const events = await newestProvisioning(4);
    expect(events).toMatchObject([
      { ...of, operation: 'create', status: 201, actor_name: 'Entra' },
      { ...of, operation: 'patch', status: 200, changes: [{ path: 'active', before: true, after: false }] },
      {
        ...of,
        operation: 'patch',
        changes: expect.arrayContaining([
          { path: `${enterprise}:department`, before: null, after: 'D' },
          { path: 'nickName' },
        ]),
      },
      { ...of, operation: 'delete', status: 204 },
    ]);
    expect(events[0]?.['changes']).toEqual(
      expect.arrayContaining([{ path: 'title', before: null, after: 'T' }, { path: 'phoneNumbers' }]),
    );
    expect(JSON.stringify(events)).not.toContain('hunter2');
  });

  it('is recorded when it was refused, with the reason', async () => {
    const { body: user } = await acme.scim('POST', '/Users', { userName: 'refused' });
    await acme.scim('POST', '/Users', { userName: 'REFUSED' });
    await acme.scim('POST', '/Users', { displayName: 'nameless' });
    await acme.scim('POST', '/Groups', '{"displayName": ');
    await patch(`/Users/${user.id}`, { op: 'replace', path: 'noSuch', value: 1 });
    await acme.scim(
      'PATCH',
      `/Users/${user.id}`,
      { Operations: [{ op: 'add', path: 'title', value: 'x' }] },
      { 'if-match': '"9"' },
    );
    await acme.scim('DELETE', '/Users/nobody');
    expect(await newestProvisioning(6)).toMatchObject([
      { operation: 'create', outcome: 'refused', status: 409, reason: 'uniqueness' },
      { operation: 'create', outcome: 'refused', status: 400, reason: 'invalidValue' },
      { operation: 'create', resource_type: 'Group', outcome: 'refused', status: 400, reason: 'invalidSyntax' },
      { operation: 'patch', resource_id: user.id, outcome: 'refused', status: 400, reason: 'noTarget' },
      { operation: 'patch', resource_id: user.id, outcome: 'refused', status: 412, reason: 'precondition-failed' },
      { operation: 'delete', resource_id: null, outcome: 'refused', status: 404, reason: 'not-found' },
    ]);
  });

  it('is recorded once when a bulk request is refused as a whole, and by operation when it is not', async () => {
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
    const operation = { method: 'DELETE', path: '/Users/nobody' };
    const attempts: [unknown, number][] = [
      ['{"Operations": ', 400],
      [{ schemas, Operations: 'all' }, 400],
      [{ schemas, Operations: Array.from({ length: 1_001 }, () => operation) }, 413],
      [{ schemas, Operations: [], padding: 'x'.repeat(1_100_000) }, 413],
      [{ schemas, Operations: [operation] }, 200],
    ];
    for (const [body, status] of attempts) expect((await acme.scim('POST', '/Bulk', body)).status).toBe(status);
    const of = { operation: 'bulk', resource_type: 'Bulk', resource_id: null, outcome: 'refused' };
    expect(await newestProvisioning(5)).toMatchObject([
      { ...of, status: 400, reason: 'invalidSyntax' },
      { ...of, status: 400, reason: 'invalidSyntax' },
      { ...of, status: 413, reason: 'too-large' },
      { ...of, status: 413, reason: 'too-large' },
      { operation: 'delete', resource_type: 'User', outcome: 'refused', status: 404, reason: 'not-found' },
    ]);
  });

  it('names who joined and left a group', async () => {
    const { body: user } = await acme.scim('POST', '/Users', { userName: 'joins' });
    const { body: group } = await acme.scim('POST', '/Groups', { displayName: 'Recorded' });
    await patch(`/Groups/${group.id}`, { op: 'add', path: 'members', value: [{ value: user.id }] });
    await patch(`/Groups/${group.id}`, { op: 'remove', path: `members[value eq "${user.id}"]` });
    const change = { path: 'members', addedCount: 0, removedCount: 0, added: [], removed: [] };
    expect(await newestProvisioning(2)).toMatchObject([
      { resource_name: 'Recorded', changes: [{ ...change, addedCount: 1, added: [user.id] }] },
      { resource_name: 'Recorded', changes: [{ ...change, removedCount: 1, removed: [user.id] }] },
    ]);
    const detail = { cohortId: group.id, cohortName: 'Recorded' };
    expect(await history(user.id)).toEqual([
      ['created', {}],
      ['cohort-joined', detail],
      ['cohort-left', detail],
    ]);
  });
});

describe('the row of a member', () => {
  it('follows the directory, with its history', async () => {
    const body = { userName: 'row@x.y', name: { givenName: 'Jane', familyName: 'Doe' } };
    const { body: user } = await acme.scim('POST', '/Users', body);
    expect(await member(user.id)).toMatchObject({
      name: 'Jane Doe',
      email: 'row@x.y',
      access: 'invited',
      removed_at: null,
    });
    await patch(`/Users/${user.id}`, { op: 'add', path: 'emails[type eq "work"].value', value: ' Jane@X.Y ' });
    await patch(`/Users/${user.id}`, { op: 'replace', path: 'active', value: 'False' });
    expect(await member(user.id)).toMatchObject({ email: ' Jane@X.Y ', email_key: 'jane@x.y', access: 'removed' });
    expect((await member(user.id))['removed_at']).toBeInstanceOf(Date);
    await patch(`/Users/${user.id}`, { op: 'replace', value: { active: true, displayName: 'J. D.', userName: 'jd' } });
    expect(await member(user.id)).toMatchObject({ name: 'J. D.', removed_at: null, access: 'invited' });
    expect(await history(user.id)).toEqual([
      ['created', {}],
      ['email-changed', { before: 'row@x.y', after: ' Jane@X.Y ' }],
      ['removed', {}],
      ['restored', {}],
      ['user-name-changed', { before: 'row@x.y', after: 'jd' }],
      ['name-changed', { before: 'Jane Doe', after: 'J. D.' }],
    ]);
  });

  it('keeps a name given by hand until the directory sends one', async () => {
    const { body: user } = await acme.scim('POST', '/Users', { userName: 'by-hand', displayName: 'From Entra' });
    const rename = () =>
      acme.app.pool.query(
        `update member set name = 'By Hand', name_key = 'by hand', name_by_hand = true, version = version + 1,
           resource = resource || '{"displayName":"By Hand"}', compare = compare || '{"displayName":"by hand"}'
         where id = $1`,
        [user.id],
      );
    await rename();
    await patch(`/Users/${user.id}`, { op: 'replace', path: 'title', value: 'T' });
    const { body: replaced } = await acme.scim('PUT', `/Users/${user.id}`, { userName: 'by-hand', title: 'U' });
    expect(replaced).toMatchObject({ displayName: 'By Hand', title: 'U' });
    expect(await member(user.id)).toMatchObject({ name: 'By Hand', name_by_hand: true });
    const { body: same } = await patch(`/Users/${user.id}`, { op: 'replace', path: 'displayName', value: 'By Hand' });
    expect(same.meta.version).toBe(replaced.meta.version);
    expect(await member(user.id)).toMatchObject({ name: 'By Hand', name_by_hand: false });
    await rename();
    await patch(`/Users/${user.id}`, { op: 'replace', value: { displayName: 'From Entra' } });
    expect(await member(user.id)).toMatchObject({ name: 'From Entra', name_by_hand: false });
  });

  it('outlives its deletion', async () => {
    const { body: first } = await acme.scim('POST', '/Users', { userName: 'again' });
    await acme.scim('DELETE', `/Users/${first.id}`);
    const { body: second } = await acme.scim('POST', '/Users', { userName: 'Again' });
    expect(second.id).not.toBe(first.id);
    expect(await member(first.id)).toMatchObject({ access: 'removed', user_name: 'again' });
    expect(await history(first.id)).toEqual([
      ['created', {}],
      ['deleted', {}],
    ]);
  });
});
