import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AdminHouse } from '../admin/admin-house.js';
import { type DocumentedRoute, routesOf } from './documented-routes.js';
import { expectedAccess } from './expected-access.js';

type Caller = 'nobody' | 'platform' | 'admin' | 'viewer' | 'scim' | 'claim';

const callers: readonly Caller[] = ['nobody', 'platform', 'admin', 'viewer', 'scim', 'claim'];

let house: AdminHouse;
let routes: DocumentedRoute[];
const tokens: Partial<Record<Caller, string>> = {};
/** Things of the other organization, by the part of the path that stands before their id. */
const foreign: Record<string, string> = {};

beforeAll(async () => {
  house = await AdminHouse.open();
  await house.organization('acme');
  const other = await house.organization('other');
  for (const scope of ['admin', 'viewer', 'scim'] as const) tokens[scope] = await house.token('acme', scope);
  tokens.platform = house.app.platformToken;
  const claim = { name: 'login', scope: 'claim', environment: 'production' };
  const made = await house.app.request('POST', '/api/v1/tokens', { token: tokens.platform, body: claim });
  tokens.claim = made.body.token as string;
  await populate(other);
  routes = routesOf((await house.app.request('GET', '/openapi.json')).body);
});

afterAll(() => house.close());

/** One of everything, so that an id which leads somewhere is tried, not one that leads nowhere anyway. */
async function populate(other: string): Promise<void> {
  const member = await house.member(other, { name: 'Secret', claimed: {} });
  foreign['members'] = member;
  foreign['cohorts'] = await house.cohort(other, 'Secret', [member]);
  await house.connect(other);
  foreign['sync-runs'] = await house.run(other, 'held', '2026-01-01T00:00:00Z');
  await house.person(other, { id: '4711', email: 'secret@acme.com' });
  await house.person(other, { id: '4712', email: 'free@acme.com' });
  foreign['mappings'] = await house.map(other, member, '4711');
  foreign['unmapped'] = '4712';
  const add = (path: string, body: object) => house.send('POST', 'other', path, { body });
  foreign['tokens'] = (await add('tokens', { name: 'secret', scope: 'admin' })).body.id as string;
  foreign['oauth-clients'] = (await add('oauth-clients', { name: 'secret' })).body.id as string;
  foreign['secrets'] = (await add(`oauth-clients/${foreign['oauth-clients']}/secrets`, {})).body.id as string;
}

/** The path of a route below an organization, naming things of the other one. */
function pathOf({ path }: DocumentedRoute, slug: string): string {
  return path
    .replace('{slug}', slug)
    .replace(/([\w-]+)\/\{\w+\}/g, (_, before: string) => `${before}/${foreign[before] ?? foreign['members']}`);
}

/** As in the table of expectations. */
function nameOf({ name }: DocumentedRoute): string {
  return name.replace('/api/v1', '');
}

async function statusOf(route: DocumentedRoute, slug: string, caller: Caller): Promise<number> {
  const token = tokens[caller];
  const given = Object.entries(expectedAccess[nameOf(route)]?.[2] ?? {});
  const filled = Object.fromEntries(given.map(([key, value]) => [key, foreign[value] ?? value]));
  const body = route.operation.requestBody === undefined ? {} : { body: filled };
  const { status } = await house.app.request(route.method, pathOf(route, slug), {
    ...(token === undefined ? {} : { token }),
    ...body,
  });
  return status;
}

const guarded = (): DocumentedRoute[] => routes.filter(({ path }) => path.startsWith('/api/v1/'));

describe('isolation', () => {
  it('has an expectation for every route, and none for a route that is gone', () => {
    const known = guarded()
      .map(({ name }) => name.replace('/api/v1', ''))
      .toSorted((a, b) => a.localeCompare(b));
    expect(known).toEqual(Object.keys(expectedAccess).toSorted((a, b) => a.localeCompare(b)));
  });

  it('answers every scope on every route as expected, with ids of another organization', async () => {
    const found: Record<string, Record<string, number>> = {};
    const expected: typeof found = {};
    for (const route of guarded()) {
      const name = nameOf(route);
      const [allowed, status] = expectedAccess[name] ?? [[], 0];
      found[name] = {};
      expected[name] = {};
      for (const caller of callers) {
        found[name][caller] = await statusOf(route, 'acme', caller);
        const refused = caller === 'nobody' ? 401 : 403;
        expected[name][caller] = allowed.some((scope) => scope === caller) ? status : refused;
      }
    }
    expect(found).toEqual(expected);
  });

  it('does not let a credential of one organization see whether another exists', async () => {
    const found: Record<string, number[]> = {};
    for (const route of guarded().filter(({ path }) => path.includes('{slug}'))) {
      const statuses: number[] = [];
      for (const caller of ['nobody', 'admin', 'viewer', 'scim', 'claim'] as const) {
        statuses.push(await statusOf(route, 'other', caller));
      }
      found[route.name] = statuses;
    }
    const expected = Object.keys(found).map((name) => [name, [401, 404, 404, 403, 403]]);
    expect(found).toEqual(Object.fromEntries(expected));
  });

  it('has changed nothing of the other organization', async () => {
    const rows = await house.rows<{ left: boolean }>(
      `select (select count(*) from mapping where ended_at is null) = 1
         and (select count(*) from member where name = 'Secret' and user_id is not null) = 1
         and (select count(*) from access_token where id = $1 and revoked_at is null) = 1
         and (select count(*) from lcvista_user where ignored_at is not null) = 0
         and (select count(*) from sync_run where status = 'held') = 1 as left`,
      [foreign['tokens']],
    );
    expect(rows).toEqual([{ left: true }]);
  });
});
