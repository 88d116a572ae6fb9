import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AdminHouse } from '../admin/admin-house.js';
import { type DocumentedParameter, type DocumentedRoute, routesOf } from './documented-routes.js';
import { auditCohort, concernedMember, type FilterCase, filterCases, nameOf } from './filter-cases.js';

/** Parameters of the page itself; a test of their own has them. */
const ofPage = ['limit', 'cursor'];

/** Parameters with more words than these have a case or two, the others one for each word. */
const fewWords = 4;

let house: AdminHouse;
let lists: DocumentedRoute[];
let everybody: string;

beforeAll(async () => {
  house = await AdminHouse.open();
  const { body } = await house.app.request('GET', '/openapi.json');
  lists = routesOf(body).filter(({ operation }) => operation.parameters?.some(({ name }) => name === 'cursor'));
  const acme = await house.organization('acme');
  await house.connect(acme, '2026-01-01T00:00:00Z');
  const ann = await house.member(acme, { name: 'Ann', email: 'c@acme.com' });
  const loginEmail = 'ben@home.example';
  const ben = await house.member(acme, { name: 'Ben', email: 'b@acme.com', claimed: { loginEmail, at: '2026-01-02' } });
  const cem = await house.member(acme, { name: 'Cem', email: 'a@acme.com', claimed: { at: '2026-01-01' } });
  const dan = await house.member(acme, { name: 'Dan', removed: true });
  everybody = await house.cohort(acme, 'Everybody', [ann, ben, cem, dan]);
  await house.rows(
    `with made as (
       insert into cohort (organization_id, id, display_name, display_name_key, resource, compare)
       values ($1, $2, 'Audit', 'audit', '{}', '{}') returning organization_id, id)
     insert into cohort_member (organization_id, cohort_id, member_id) select organization_id, id, $3::uuid from made`,
    [acme, auditCohort, ann],
  );
  for (const id of ['p1', 'p2']) await house.person(acme, { id, email: null, assigned: false });
  await house.map(acme, cem, 'p1');
  await house.map(acme, ben, 'p2');
  await house.rows(
    `update mapping set ended_at = now(), ended_reason = 'not-assigned', ended_by = 'sync run' where lcvista_user_id = 'p2'`,
  );
  for (const [id, reason] of [
    ['p3', 'no-email'],
    ['p4', 'no-member'],
    ['p5', 'ignored'],
  ] as const) {
    await house.person(acme, { id, email: null });
    await house.rows(`update lcvista_user set unmapped_reason = $2, unmapped_since = now() where id = $1`, [
      id,
      reason,
    ]);
  }
  await house.rows(
    `insert into unmapped_count (organization_id, reason, people)
     select organization_id, unmapped_reason, 1 from lcvista_user where unmapped_reason is not null`,
  );
  for (const organization of [acme, null]) {
    await house.rows(
      `insert into audit_event (organization_id, kind, actor_kind, actor_id, actor_name, subject_type, at, member_id, reason)
       values ($1, 'token.created', 'token', 'id of Ann', 'Ann', 'token', '2026-01-01', null, 'early'),
         ($1, 'member.renamed', 'token', 'id of Ben', 'Ben', 'member', '2026-03-01', $2, 'late')`,
      [organization, concernedMember],
    );
  }
  await house.rows(
    `insert into provisioning_event (organization_id, actor_name, operation, resource_type, resource_id, outcome, status,
       at, reason)
     values ($1, 'Ann', 'create', 'User', 'x', 'applied', 201, '2026-01-01', 'early'),
       ($1, 'Cem', 'replace', 'User', 'x', 'applied', 200, '2026-01-02', 'replaced'),
       ($1, 'Cem', 'patch', 'User', 'x', 'applied', 200, '2026-01-03', 'patched'),
       ($1, 'Ben', 'delete', 'User', $2, 'refused', 404, '2026-03-01', 'late')`,
    [acme, concernedMember],
  );
});

afterAll(() => house.close());

/** What the parameter may be, when it is one of a few words. */
function wordsOf({ schema }: DocumentedParameter): readonly string[] {
  return schema?.enum ?? schema?.items?.enum ?? [];
}

function pathOf({ path }: DocumentedRoute): string {
  return path.replace('/api/v1', '');
}

async function namesOf(route: DocumentedRoute, query: string): Promise<string[]> {
  const path = route.path.replace('{slug}', 'acme').replace('{cohortId}', everybody);
  const answer = await house.app.request('GET', `${path}?${query}`, { token: house.app.platformToken });
  if (answer.status !== 200) throw new Error(answer.text);
  const names = (answer.body.items as Record<string, unknown>[]).map((item) => nameOf(pathOf(route), item));
  expect(answer.body.total).toBe(names.length);
  return names;
}

describe('every parameter of every list', () => {
  it('has a case, one for each of its words where they are few, and no case is of a parameter that is gone', () => {
    const missing: string[] = [];
    const known: string[] = [];
    for (const route of lists) {
      const cases = filterCases[pathOf(route)] ?? [];
      for (const parameter of route.operation.parameters ?? []) {
        if (parameter.in !== 'query' || ofPage.includes(parameter.name)) continue;
        known.push(`${pathOf(route)} ${parameter.name}`);
        const tried = cases.filter((one) => one.parameter === parameter.name).map(({ value }) => value);
        const words = wordsOf(parameter);
        const wanted = words.length > 0 && words.length <= fewWords ? words : tried.slice(0, 1);
        if (wanted.length === 0) missing.push(`${pathOf(route)} ${parameter.name}`);
        for (const word of wanted)
          if (!tried.includes(word)) missing.push(`${pathOf(route)} ${parameter.name}=${word}`);
      }
    }
    expect(missing).toEqual([]);
    const tried = Object.entries(filterCases).flatMap(([path, cases]) =>
      cases.map((one) => `${path} ${one.parameter}`),
    );
    expect(tried.filter((one) => !known.includes(one))).toEqual([]);
  });

  const all = Object.entries(filterCases).flatMap(([path, cases]) =>
    cases.map((one) => [`${path}?${one.parameter}=${one.value}`, path, one] as const),
  );

  it.each(all)('%s', async (_, path, one) => {
    const { parameter, value, shows, hides, otherwise = '', order }: FilterCase = one;
    const route = lists.find((one) => pathOf(one) === path);
    if (route === undefined) throw new Error(`there is no list ${path}`);
    const names = await namesOf(route, `${otherwise}&${parameter}=${encodeURIComponent(value)}`);
    if (order === undefined) {
      expect(names).toContain(shows);
      expect(names).not.toContain(hides);
      expect(await namesOf(route, otherwise)).toContain(hides);
    } else expect(names).toEqual(order);
  });
});
