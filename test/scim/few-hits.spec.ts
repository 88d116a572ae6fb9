import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ScimApp, startScimApp } from './scim-app.js';

let acme: ScimApp;

/** An external id names one user, but nothing keeps a directory from giving it to many. */
beforeAll(async () => {
  acme = await startScimApp({ byHand: ['people', 'history'] });
  await acme.app.pool.query(
    `insert into member (organization_id, user_name, user_name_key, external_id, name, name_key, resource, compare)
     select $1, name, name, case when n <= 200 then 'full' else 'over' end, name, name, jsonb_build_object('userName', name),
       jsonb_build_object('userName', name)
     from generate_series(1, 405) as n, lateral (select 'u' || (1000 - n)) as named (name)`,
    [acme.organizationId],
  );
});
afterAll(() => acme.stop());

const inOrder = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `u${1_000 - from - at}`);

it.each([
  ['full', 'count=10', 200, inOrder(1, 10)],
  ['full', '', 200, inOrder(1, 100)],
  ['full', 'count=200', 200, inOrder(1, 200)],
  ['full', 'count=0', 200, []],
  ['full', 'startIndex=199', 200, inOrder(199, 200)],
  ['over', 'count=10', 205, inOrder(201, 210)],
  ['over', 'count=200', 205, inOrder(201, 400)],
  ['over', 'count=0', 205, []],
  ['over', 'startIndex=201', 205, inOrder(401, 405)],
  ['none', '', 0, []],
])('users %s with %s are counted, and come in the order of creation', async (externalId, query, total, names) => {
  const filter = encodeURIComponent(`externalId eq "${externalId}"`);
  const { status, body } = await acme.scim('GET', `/Users?filter=${filter}&${query}`);
  expect(status).toBe(200);
  expect([body.totalResults, body.itemsPerPage]).toEqual([total, names.length]);
  expect((body.Resources ?? []).map(({ userName }: { userName: string }) => userName)).toEqual(names);
});

it('are walked by cursor, too', async () => {
  const filter = encodeURIComponent('externalId eq "over"');
  const walked: string[] = [];
  let cursor = '';
  do {
    const { body } = await acme.scim('GET', `/Users?filter=${filter}&count=100&cursor=${cursor}`);
    walked.push(...body.Resources.map(({ userName }: { userName: string }) => userName));
    cursor = body.nextCursor ?? '';
  } while (cursor !== '');
  expect(walked).toEqual(inOrder(201, 405));
});
