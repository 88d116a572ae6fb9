import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/http-client.js';
import { type ScimApp, startScimApp } from './scim-app.js';

let acme: ScimApp;
/** A second process of the same service, on the same database. */
let other: ScimApp;

beforeAll(async () => {
  acme = await startScimApp();
  other = await acme.secondProcess();
});

afterAll(async () => {
  await other.stop();
  await acme.stop();
});

/** Runs calls at once, by turns in both processes. */
function atOnce(count: number, call: (app: ScimApp, index: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => call(index % 2 === 0 ? acme : other, index)));
}

function statuses(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

async function newUser(userName: string): Promise<string> {
  const { body } = await acme.scim('POST', '/Users', { userName });
  return body.id;
}

async function newUsers(prefix: string, count: number): Promise<string[]> {
  const answers = await atOnce(count, (app, index) => app.scim('POST', '/Users', { userName: `${prefix}-${index}` }));
  return answers.map(({ body }) => body.id);
}

async function memberIds(groupId: string): Promise<string[]> {
  const { body } = await acme.scim('GET', `/Groups/${groupId}`);
  return (body.members ?? []).map(({ value }: { value: string }) => value);
}

const joining = (value: string | undefined) => ({ Operations: [{ op: 'add', path: 'members', value: [{ value }] }] });

const entitlement = (index: number) => ({
  Operations: [{ op: 'add', path: 'entitlements', value: [{ value: `e${index}` }] }],
});

describe('writers of one user', () => {
  it.each([20, 200])('%i at once lose nothing', async (count) => {
    const id = await newUser(`patched-${count}`);
    const answers = await atOnce(count, (app, index) => app.scim('PATCH', `/Users/${id}`, entitlement(index)));
    expect(statuses(answers)).toEqual({ 200: count });
    const { body, headers } = await acme.scim('GET', `/Users/${id}`);
    const kept = body.entitlements.map(({ value }: { value: string }) => value);
    expect(new Set(kept)).toEqual(new Set(Array.from({ length: count }, (_, index) => `e${index}`)));
    expect(headers.get('etag')).toBe(`W/"${count + 1}"`);
  });

  it.each([20, 200])('of %i with the same If-Match exactly one wins', async (count) => {
    const id = await newUser(`matched-${count}`);
    const ifMatch = { 'if-match': 'W/"1"' };
    const answers = await atOnce(count, (app, index) => app.scim('PATCH', `/Users/${id}`, entitlement(index), ifMatch));
    expect(statuses(answers)).toEqual({ 200: 1, 412: count - 1 });
    const { body } = await acme.scim('GET', `/Users/${id}`);
    expect(body.entitlements).toHaveLength(1);
  });

  it('a delete among them ends in 404 for those who come later', async () => {
    const id = await newUser('deleted-meanwhile');
    const answers = await atOnce(20, (app, index) =>
      index === 7 ? app.scim('DELETE', `/Users/${id}`) : app.scim('PATCH', `/Users/${id}`, entitlement(index)),
    );
    expect(Object.keys(statuses(answers)).filter((status) => !['200', '204', '404'].includes(status))).toEqual([]);
    expect((await acme.scim('GET', `/Users/${id}`)).status).toBe(404);
  });
});

describe('deletions of one resource', () => {
  const headers: [string, Record<string, string>][] = [
    ['without a precondition', {}],
    ['with If-Match', { 'if-match': 'W/"1"' }],
  ];

  it.each(headers)('%s: one 204, the rest find nothing', async (what, sent) => {
    const user = await newUser(`deleted ${what}`);
    const { body: group } = await acme.scim('POST', '/Groups', { displayName: `deleted ${what}` });
    for (const path of [`/Users/${user}`, `/Groups/${group.id}`]) {
      const answers = await atOnce(20, (app) => app.scim('DELETE', path, undefined, sent));
      expect([path, statuses(answers)]).toEqual([path, { 204: 1, 404: 19 }]);
    }
  });
});

describe('creations of one name', () => {
  it.each([20, 200])('%i users: one 201, the rest 409', async (count) => {
    const answers = await atOnce(count, (app, index) =>
      app.scim('POST', '/Users', { userName: index % 3 === 0 ? `SAME-${count}` : `same-${count}` }),
    );
    expect(statuses(answers)).toEqual({ 201: 1, 409: count - 1 });
    expect(answers.filter(({ body }) => body.scimType === 'uniqueness')).toHaveLength(count - 1);
  });

  it('groups: one 201, the rest 409', async () => {
    const answers = await atOnce(20, (app) => app.scim('POST', '/Groups', { displayName: 'Same' }));
    expect(statuses(answers)).toEqual({ 201: 1, 409: 19 });
  });

  it('renames to one name: one 200, the rest 409', async () => {
    const ids = await newUsers('renamed', 20);
    const rename = { Operations: [{ op: 'replace', path: 'userName', value: 'the-name' }] };
    const answers = await atOnce(20, (app, index) => app.scim('PATCH', `/Users/${ids[index]}`, rename));
    expect(statuses(answers)).toEqual({ 200: 1, 409: 19 });
  });
});

describe('changes of one group', () => {
  it.each([20, 200])('%i additions at once all survive', async (count) => {
    const ids = await newUsers(`joining-${count}`, count);
    const { body } = await acme.scim('POST', '/Groups', { displayName: `Joined by ${count}` });
    const answers = await atOnce(count, (app, index) =>
      app.scim('PATCH', `/Groups/${body.id}`, {
        Operations: [{ op: 'Add', path: 'members', value: [{ value: ids[index] }] }],
      }),
    );
    expect(statuses(answers)).toEqual({ 204: count });
    expect(new Set(await memberIds(body.id))).toEqual(new Set(ids));
    const { headers } = await acme.scim('GET', `/Groups/${body.id}?excludedAttributes=members`);
    expect(headers.get('etag')).toBe(`W/"${count + 1}"`);
  });

  it('additions, removals and renames at once all survive', async () => {
    const ids = await newUsers('mixed', 30);
    const leaving = ids.slice(0, 10);
    const members = leaving.map((value) => ({ value }));
    const { body } = await acme.scim('POST', '/Groups', { displayName: 'Mixed', members });
    const answers = await atOnce(30, (app, index) => {
      const value = [{ value: ids[index] }];
      const move = { op: index < 10 ? 'remove' : 'add', path: 'members', value };
      const edit = { op: 'replace', path: 'displayName', value: `Mixed ${index}` };
      return app.scim('PATCH', `/Groups/${body.id}`, { Operations: index % 3 === 0 ? [move, edit] : [move] });
    });
    expect(statuses(answers)).toEqual({ 204: 30 });
    expect(new Set(await memberIds(body.id))).toEqual(new Set(ids.slice(10)));
  });

  it('of those with the same If-Match exactly one wins', async () => {
    const ids = await newUsers('one-wins', 20);
    const { body } = await acme.scim('POST', '/Groups', { displayName: 'One wins' });
    const answers = await atOnce(20, (app, index) =>
      app.scim(
        'PATCH',
        `/Groups/${body.id}`,
        { Operations: [{ op: 'add', path: 'members', value: [{ value: ids[index] }] }] },
        { 'if-match': 'W/"1"' },
      ),
    );
    expect(statuses(answers)).toEqual({ 204: 1, 412: 19 });
    expect(await memberIds(body.id)).toHaveLength(1);
  });

  it('users who are deleted while they join are in no group afterwards', async () => {
    const ids = await newUsers('vanishing', 20);
    const { body: one } = await acme.scim('POST', '/Groups', { displayName: 'Vanishing 1' });
    const { body: two } = await acme.scim('POST', '/Groups', { displayName: 'Vanishing 2' });
    const answers = await atOnce(60, (app, index) => {
      const id = ids[index % 20];
      if (index >= 40) return app.scim('DELETE', `/Users/${id}`);
      return app.scim('PATCH', `/Groups/${index < 20 ? one.id : two.id}`, joining(id));
    });
    expect(Object.keys(statuses(answers)).filter((status) => !['204', '400'].includes(status))).toEqual([]);
    expect([...(await memberIds(one.id)), ...(await memberIds(two.id))]).toEqual([]);
    const { rows } = await acme.app.pool.query(
      'select count(*)::int as count from cohort_member where cohort_id = any($1)',
      [[one.id, two.id]],
    );
    expect(rows).toEqual([{ count: 0 }]);
  });
});
