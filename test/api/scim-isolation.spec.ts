import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/http-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const message = (name: string): string => `urn:ietf:params:scim:api:messages:2.0:${name}`;

/** What the directory of `acme` is answered when it names a stranger's id, and what it sends. */
type Expectation = readonly [status: number, body?: (foreign: Foreign) => object];

interface Foreign {
  readonly user: string;
  readonly group: string;
}

const search = (): object => ({ schemas: [message('SearchRequest')], count: 100 });
const userPatch = (): object => ({
  schemas: [message('PatchOp')],
  Operations: [{ op: 'replace', path: 'displayName', value: 'Taken' }],
});
const groupPatch = ({ user }: Foreign): object => ({
  schemas: [message('PatchOp')],
  Operations: [{ op: 'add', path: 'members', value: [{ value: user }] }],
});
const newUser = (): object => ({ schemas: [userSchema], userName: `own-${Math.random()}@acme.com` });
const groupOf = ({ user }: Foreign): object => ({
  schemas: [groupSchema],
  displayName: `Own ${Math.random()}`,
  members: [{ value: user }],
});
const bulk = ({ user, group }: Foreign): object => ({
  schemas: [message('BulkRequest')],
  Operations: [
    { method: 'DELETE', path: `/Users/${user}` },
    { method: 'PATCH', path: `/Users/${user}`, data: userPatch() },
    { method: 'PUT', path: `/Groups/${group}`, data: { schemas: [groupSchema], displayName: 'Taken' } },
    { method: 'DELETE', path: `/Groups/${group}` },
  ],
});

/** Every route of SCIM: a new one without an entry fails the test. */
const expected: Readonly<Record<string, Expectation>> = {
  'GET ': [200],
  'POST /.search': [200, search],
  'GET /Users': [200],
  'POST /Users/.search': [200, search],
  'GET /Users/:id': [404],
  'POST /Users': [201, newUser],
  'PUT /Users/:id': [404, newUser],
  'PATCH /Users/:id': [404, userPatch],
  'DELETE /Users/:id': [404],
  'GET /Groups': [200],
  'POST /Groups/.search': [200, search],
  'GET /Groups/:id': [404],
  'POST /Groups': [400, groupOf],
  'PUT /Groups/:id': [404, groupOf],
  'PATCH /Groups/:id': [404, groupPatch],
  'DELETE /Groups/:id': [404],
  'POST /Bulk': [200, bulk],
  'GET /Me': [501],
  'POST /Me': [501, newUser],
  'PUT /Me': [501, newUser],
  'PATCH /Me': [501, userPatch],
  'DELETE /Me': [501],
  'GET /ServiceProviderConfig': [200],
  'GET /ResourceTypes': [200],
  'GET /ResourceTypes/:id': [404],
  'GET /Schemas': [200],
  'GET /Schemas/:id': [404],
};

let app: TestApp;
/** Credentials by whose they are; no text: none is sent. */
const credentials: Record<string, string | undefined> = {};
const foreign: Record<string, Foreign> = {};

const asPlatform = (method: string, path: string, body?: object): Promise<Answer> =>
  app.request(method, `/api/v1${path}`, { token: app.platformToken, ...(body === undefined ? {} : { body }) });

async function tokenOf(slug: string, scope: string): Promise<string> {
  return (await asPlatform('POST', `/organizations/${slug}/tokens`, { name: scope, scope })).body.token as string;
}

async function oauthTokenOf(slug: string): Promise<string> {
  const { body: client } = await asPlatform('POST', `/organizations/${slug}/oauth-clients`, { name: 'Entra' });
  const { body } = await asPlatform('POST', `/organizations/${slug}/oauth-clients/${client.id}/secrets`, {});
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.clientId as string,
    client_secret: body.secret as string,
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return (await app.request('POST', '/oauth/token', { body: form.toString(), headers })).body.access_token as string;
}

beforeAll(async () => {
  app = await startTestApp();
  const places = { acme: 'production', other: 'production', 'acme-staging': 'staging' };
  for (const [slug, environment] of Object.entries(places)) {
    await asPlatform('POST', '/organizations', { slug, name: slug, environment });
    credentials[`scim of ${slug}`] = await tokenOf(slug, 'scim');
    credentials[`oauth of ${slug}`] = await oauthTokenOf(slug);
    if (slug === 'acme') continue;
    const token = credentials[`scim of ${slug}`] ?? '';
    const user = { schemas: [userSchema], userName: `hush@${slug}.com` };
    const { body: made } = await app.request('POST', `/scim/v2/${slug}/Users`, { token, body: user });
    const group = { schemas: [groupSchema], displayName: `hush of ${slug}`, members: [{ value: made.id as string }] };
    const { body: cohort } = await app.request('POST', `/scim/v2/${slug}/Groups`, { token, body: group });
    foreign[slug] = { user: made.id as string, group: cohort.id as string };
  }
  for (const scope of ['admin', 'viewer'] as const) credentials[scope] = await tokenOf('acme', scope);
  const claim = { name: 'login', scope: 'claim', environment: 'production' };
  credentials['claim'] = (await asPlatform('POST', '/tokens', claim)).body.token as string;
  credentials['platform'] = app.platformToken;
  credentials['nobody'] = undefined;
  credentials['revoked'] = await tokenOf('acme', 'scim');
  credentials['expired'] = await tokenOf('acme', 'scim');
  await app.pool.query(`update access_token set revoked_at = now() where token_hash = sha256($1::text::bytea)`, [
    credentials['revoked'],
  ]);
  await app.pool.query(`update access_token set expires_at = now() where token_hash = sha256($1::text::bytea)`, [
    credentials['expired'],
  ]);
});

afterAll(() => app.stop());

/** `GET /Users/:id`, of every controller below the SCIM endpoint. */
function routes(): string[] {
  const found: string[] = [];
  for (const { controllers } of app.app.get(ModulesContainer).values()) {
    for (const { metatype } of controllers.values()) found.push(...routesOf(metatype as Type));
  }
  return found;
}

function routesOf(controller: Type): string[] {
  const base = String(Reflect.getMetadata(PATH_METADATA, controller));
  if (!base.startsWith('scim/v2/:slug')) return [];
  const prototype = controller.prototype as Record<string, object>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const path: unknown = Reflect.getMetadata(PATH_METADATA, prototype[name] ?? {});
    const method = Reflect.getMetadata(METHOD_METADATA, prototype[name] ?? {}) as RequestMethod | undefined;
    if (typeof path !== 'string' || method === undefined) return [];
    const full = `${base.replace('scim/v2/:slug', '')}/${path}`.replace(/\/+$/, '').replace('//', '/');
    const verbs = method === RequestMethod.ALL ? ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] : [RequestMethod[method]];
    return verbs.map((verb) => `${verb} ${full}`);
  });
}

function call(route: string, credential: string, stranger: Foreign): Promise<Answer> {
  const [method = '', pattern = ''] = route.split(' ');
  const id = pattern.startsWith('/Groups') ? stranger.group : stranger.user;
  const token = credentials[credential];
  const body = expected[route]?.[1]?.(stranger);
  return app.request(method, `/scim/v2/acme${pattern.replace(':id', id)}`, {
    ...(token === undefined ? {} : { token }),
    ...(body === undefined ? {} : { body }),
  });
}

const refusals: Readonly<Record<string, number>> = {
  nobody: 401,
  revoked: 401,
  expired: 401,
  'scim of other': 401,
  'oauth of other': 401,
  'scim of acme-staging': 401,
  'oauth of acme-staging': 401,
  platform: 403,
  admin: 403,
  viewer: 403,
  claim: 403,
};

describe('isolation of SCIM', () => {
  it('has an expectation for every route, and none for a route that is gone', () => {
    expect(routes().toSorted()).toEqual(Object.keys(expected).toSorted());
    expect([...Object.keys(refusals), 'scim of acme', 'oauth of acme'].toSorted()).toEqual(
      Object.keys(credentials).toSorted(),
    );
  });

  it.each(['other', 'acme-staging'])(
    'answers every credential on every route as expected, with ids of %s',
    async (slug) => {
      const stranger = foreign[slug] ?? { user: '', group: '' };
      const found: Record<string, Record<string, number>> = {};
      const wanted: typeof found = {};
      for (const [route, [status]] of Object.entries(expected)) {
        found[route] = {};
        wanted[route] = {};
        for (const credential of Object.keys(credentials)) {
          const answer = await call(route, credential, stranger);
          found[route][credential] = answer.status;
          wanted[route][credential] = refusals[credential] ?? status;
          expect([route, credential, answer.text.includes('hush')]).toEqual([route, credential, false]);
          if (route === 'POST /Bulk' && answer.status === 200) {
            expect(answer.body.Operations.map((one: { status: string }) => one.status)).toEqual([
              '404',
              '404',
              '404',
              '404',
            ]);
          }
        }
      }
      expect(found).toEqual(wanted);
    },
  );

  it.each(['PUT', 'PATCH'])('puts no stranger into an own group by %s', async (method) => {
    const token = credentials['scim of acme'] ?? '';
    const own = { schemas: [groupSchema], displayName: `Own by ${method}` };
    const { body: group } = await app.request('POST', '/scim/v2/acme/Groups', { token, body: own });
    for (const stranger of Object.values(foreign)) {
      const body = method === 'PUT' ? { ...groupOf(stranger) } : groupPatch(stranger);
      const answer = await app.request(method, `/scim/v2/acme/Groups/${group.id}`, { token, body });
      expect([answer.status, answer.text.includes('hush')]).toEqual([400, false]);
    }
  });

  it('has changed nothing of the others', async () => {
    const { rows } = await app.pool.query<{ version: number; members: number }>(
      `select m.version, (select count(*)::int from cohort_member c where c.organization_id = m.organization_id) as members
       from member m join organization o on o.id = m.organization_id
       where o.slug <> 'acme' and m.deleted_at is null and m.active`,
    );
    expect(rows).toEqual([
      { version: '1', members: 1 },
      { version: '1', members: 1 },
    ]);
  });
});
