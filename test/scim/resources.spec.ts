import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ScimApp, startScimApp } from './scim-app.js';

let acme: ScimApp;
let stranger: ScimApp;

beforeAll(async () => {
  acme = await startScimApp();
  stranger = await acme.neighbour('stranger');
});
afterAll(() => acme.stop());

const patch = (path: string, ...operations: object[]) => acme.scim('PATCH', path, { Operations: operations });

describe('versions', () => {
  it('answer 304 to who has the newest, and only to them', async () => {
    const { body, headers } = await acme.scim('POST', '/Users', { userName: 'etag' });
    const get = (tag: string) => acme.scim('GET', `/Users/${body.id}`, undefined, { 'if-none-match': tag });
    const same = await get(headers.get('etag') ?? '');
    expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', 'W/"1"']);
    expect((await get('"1"')).status).toBe(304);
    expect((await get('*')).status).toBe(304);
    expect((await get('W/"2", W/"3"')).status).toBe(200);
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('%s goes by If-Match', async (method) => {
    const { body } = await acme.scim('POST', '/Users', { userName: `if-match-${method}` });
    const content =
      method === 'PUT' ? { userName: `${method}-new` } : { Operations: [{ op: 'add', value: { title: 'T' } }] };
    const call = (tag: string) =>
      acme.scim(method, `/Users/${body.id}`, method === 'DELETE' ? undefined : content, { 'if-match': tag });
    for (const tag of ['W/"2"', '"x"', '']) expect([(await call(tag)).status, tag]).toEqual([412, tag]);
    expect((await call(method === 'PUT' ? '*' : 'W/"9", W/"1"')).status).toBe(method === 'DELETE' ? 204 : 200);
  });

  it('stay when nothing changes', async () => {
    const { body } = await acme.scim('POST', '/Users', {
      userName: 'same',
      title: 'T',
      emails: [{ value: 'a@b', type: 'work' }],
    });
    const again = await patch(`/Users/${body.id}`, {
      op: 'add',
      path: 'emails',
      value: [{ value: 'a@b', type: 'work' }],
    });
    expect(again.body).toEqual(body);
    const put = await acme.scim('PUT', `/Users/${body.id}`, body);
    expect(put.body).toEqual(body);
  });
});

describe('replacing', () => {
  it.each([{}, { active: null }, { active: '' }, { active: [] }])(
    'switches nobody on without saying so: %j',
    async (said) => {
      const userName = `off ${JSON.stringify(said)}`;
      const { body } = await acme.scim('POST', '/Users', { userName, ...said });
      expect(body.active).toBe(true);
      await patch(`/Users/${body.id}`, { op: 'replace', path: 'active', value: false });
      const put = await acme.scim('PUT', `/Users/${body.id}`, { userName, title: 'T', ...said });
      expect([put.status, put.body.active, put.body.title]).toEqual([200, false, 'T']);
      expect((await acme.scim('PUT', `/Users/${body.id}`, { userName, active: true })).body.active).toBe(true);
    },
  );

  it('clears what is left out', async () => {
    const { body } = await acme.scim('POST', '/Users', { userName: 'put', title: 'T', active: false });
    const { body: after } = await acme.scim('PUT', `/Users/${body.id}`, { userName: 'Put', nickName: 'N' });
    expect(after).toMatchObject({ id: body.id, userName: 'Put', nickName: 'N', active: false });
    expect(after.title).toBeUndefined();
    expect((await acme.scim('PUT', '/Users/6b0e1c1e-2a54-4f3a-9d4b-333333333333', { userName: 'x' })).status).toBe(404);
    expect((await acme.scim('PUT', `/Users/${body.id}`, { title: 'x' })).body.scimType).toBe('invalidValue');
  });

  it('makes the members of a group exactly those', async () => {
    const users = [];
    for (const userName of ['m1', 'm2', 'm3']) users.push((await acme.scim('POST', '/Users', { userName })).body.id);
    const [one, two, three] = users;
    const members = [{ value: one }, { value: two }];
    const { body } = await acme.scim('POST', '/Groups', { displayName: 'put', externalId: 'e', members });
    const content = { displayName: 'Put', members: [{ value: two }, { value: three }] };
    const { body: after } = await acme.scim('PUT', `/Groups/${body.id}`, content);
    expect(after.members.map(({ value }: { value: string }) => value)).toEqual([two, three]);
    expect(after.externalId).toBeUndefined();
    const { body: none } = await acme.scim('PUT', `/Groups/${body.id}?excludedAttributes=members`, {
      displayName: 'Put',
    });
    expect([none.members, none.meta.version]).toEqual([undefined, 'W/"3"']);
  });
});

describe('another organization', () => {
  it('is as if it were not there', async () => {
    const { body: user } = await acme.scim('POST', '/Users', { userName: 'mine' });
    const { body: group } = await acme.scim('POST', '/Groups', { displayName: 'mine', members: [{ value: user.id }] });
    expect((await stranger.scim('GET', `/Users/${user.id}`)).status).toBe(404);
    expect((await stranger.scim('PUT', `/Users/${user.id}`, { userName: 'theirs' })).status).toBe(404);
    expect(
      (await stranger.scim('PATCH', `/Groups/${group.id}`, { Operations: [{ op: 'remove', path: 'members' }] })).status,
    ).toBe(404);
    expect((await stranger.scim('DELETE', `/Groups/${group.id}`)).status).toBe(404);
    const members = [{ value: user.id }];
    const { body: error } = await stranger.scim('POST', '/Groups', { displayName: 'mine', members });
    expect([error.scimType, error.detail]).toEqual(['invalidValue', expect.stringContaining(user.id)]);
    expect((await stranger.scim('POST', '/Users', { userName: 'mine' })).status).toBe(201);
    expect((await stranger.scim('GET', '/Users?filter=userName+pr+or+userName+eq+%22mine%22')).body.totalResults).toBe(
      1,
    );
    expect((await stranger.scim('GET', '/Groups')).body.totalResults).toBe(0);
    expect((await stranger.scim('GET', `/Groups?filter=members+eq+%22${user.id}%22`)).body.totalResults).toBe(0);
    expect((await acme.scim('GET', `/Groups/${group.id}`)).body.members).toHaveLength(1);
  });

  it('has tokens of its own', async () => {
    const { body } = await acme.app.request('POST', `/api/v1/organizations/${acme.slug}/tokens`, {
      token: acme.app.platformToken,
      body: { name: 'x', scope: 'scim' },
    });
    const elsewhere = await acme.app.request('GET', '/scim/v2/stranger/Schemas', { token: body.token });
    expect([elsewhere.status, elsewhere.body.status]).toEqual([401, '401']);
    const without = await acme.app.request('GET', '/scim/v2/acme/ServiceProviderConfig');
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });
});

describe('a directory that is switched off', () => {
  it('gets 403 everywhere', async () => {
    const off = await acme.neighbour('switched-off');
    await acme.app.request('PATCH', '/api/v1/organizations/switched-off', {
      token: acme.app.platformToken,
      body: { directorySync: { enabled: false } },
    });
    for (const path of ['/Users', '/Groups', '/Schemas', '/Me', '']) {
      const { status, body } = await off.scim('GET', path);
      expect([status, body.status, path]).toEqual([403, '403', path]);
    }
  });
});

describe('discovery', () => {
  it('lists types, schemas and what can be done', async () => {
    const config = await acme.scim('GET', '/ServiceProviderConfig?startIndex=3');
    expect(config.body.documentationUri).toBe(`${acme.app.url}/docs`);
    expect(config.body).toMatchObject({ patch: { supported: true }, pagination: { cursor: true, index: true } });
    expect((await acme.scim('GET', '/ResourceTypes')).body.totalResults).toBe(2);
    expect((await acme.scim('GET', '/ResourceTypes/User')).body.endpoint).toBe('/Users');
    const urn = 'urn:ietf:params:scim:schemas:CORE:2.0:Group';
    expect((await acme.scim('GET', `/Schemas/${urn}`)).body.meta.location).toBe(
      `${acme.base}/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group`,
    );
    expect((await acme.scim('GET', `/Schemas/${encodeURIComponent(urn)}/`)).status).toBe(200);
    expect((await acme.scim('GET', '/Schemas/urn:x')).status).toBe(404);
    expect((await acme.scim('GET', '/Schemas?filter=id+pr')).status).toBe(403);
    expect((await acme.scim('GET', '/Me')).body.status).toBe('501');
  });

  /** How Microsoft's schema test turns `/Schemas` into names of its mapping page. */
  it('names every attribute that Entra maps by default', async () => {
    const { body } = await acme.scim('GET', '/Schemas');
    const names = new Set(body.Resources.flatMap(mappingNames));
    const address = ['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'];
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    for (const name of [
      'userName',
      'active',
      'displayName',
      'title',
      'preferredLanguage',
      'externalId',
      'members',
      'emails[type eq "work"].value',
      ...['givenName', 'familyName', 'formatted'].map((part) => `name.${part}`),
      ...address.map((part) => `addresses[type eq "work"].${part}`),
      ...['work', 'mobile', 'fax'].map((type) => `phoneNumbers[type eq "${type}"].value`),
      ...['value', 'display', 'type'].map((part) => `roles[primary eq "True"].${part}`),
      ...['employeeNumber', 'department', 'manager'].map((part) => `${enterprise}:${part}`),
    ]) {
      expect([name, names.has(name)]).toEqual([name, true]);
    }
    expect(JSON.stringify(body)).not.toContain('null');
  });
});

interface Attribute {
  name: string;
  type: string;
  multiValued: boolean;
  canonicalValues?: string[];
  subAttributes?: Attribute[];
}

function mappingNames({ id, attributes }: { id: string; attributes: Attribute[] }): string[] {
  const prefix = id.includes(':extension:') ? `${id}:` : '';
  return attributes.flatMap((attribute) => namesOf(attribute).map((name) => `${prefix}${name}`));
}

function namesOf({ name, type, multiValued, subAttributes = [] }: Attribute): string[] {
  if (type !== 'complex' || name === 'manager' || name === 'members') return [name];
  if (!multiValued) return subAttributes.map((sub) => `${name}.${sub.name}`);
  const label = subAttributes.find((sub) => sub.name === 'type');
  const shown = subAttributes.filter((sub) => sub.name !== 'type' && sub.name !== 'primary');
  if (label?.canonicalValues === undefined) return subAttributes.map((sub) => `${name}[primary eq "True"].${sub.name}`);
  return label.canonicalValues.flatMap((value) => shown.map((sub) => `${name}[type eq "${value}"].${sub.name}`));
}
