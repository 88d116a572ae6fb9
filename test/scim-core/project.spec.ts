import { describe, expect, it } from '@jest/globals';
import { isJsonObject, type JsonObject } from '../../src/scim-core/json/json-value.js';
import { parseProjection } from '../../src/scim-core/messages/list-query.js';
import { project } from '../../src/scim-core/resource/project.js';
import { isShown, readProjection, WHOLE } from '../../src/scim-core/resource/projection.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { GROUP, USER } from '../../src/scim-core/schema/resource-type.js';
import { USER_URN as CORE } from '../../src/scim-core/schema/user-schema.js';

const STORED: JsonObject = {
  [ENT]: { manager: { value: 'm' }, department: 'D' },
  emails: [
    { type: 'work', value: 'w@x', primary: true },
    { type: 'home', value: 'h@x' },
  ],
  name: { givenName: 'G', familyName: 'F' },
  userName: 'u',
  active: false,
  meta: { resourceType: 'User', version: 'W/"1"' },
  id: '1',
  password: 'never stored, yet never shown either',
  groups: [],
};
const ALWAYS = { schemas: [CORE, ENT], id: '1' };

describe('the attributes of an answer', () => {
  it('are all of them in schema order by default', () => {
    const shown = project(STORED, USER, WHOLE);
    expect(Object.keys(shown)).toEqual(['schemas', 'id', 'meta', 'userName', 'name', 'active', 'emails', ENT]);
    expect(shown[ENT]).toEqual({ department: 'D', manager: { value: 'm' } });
    expect(isJsonObject(shown['name']) ? Object.keys(shown['name']) : []).toEqual(['familyName', 'givenName']);
  });

  it.each<[string, JsonObject]>([
    ['attributes=userName', { ...ALWAYS, userName: 'u' }],
    ['attributes=USERNAME,%20active', { ...ALWAYS, userName: 'u', active: false }],
    ['attributes=id', ALWAYS],
    ['attributes=noSuchThing', ALWAYS],
    ['attributes=password', ALWAYS],
    ['attributes=name.givenName', { ...ALWAYS, name: { givenName: 'G' } }],
    ['attributes=emails.value', { ...ALWAYS, emails: [{ value: 'w@x' }, { value: 'h@x' }] }],
    ['attributes=emails.primary', { ...ALWAYS, emails: [{ primary: true }] }],
    ['attributes=emails.display', ALWAYS],
    ['attributes=meta.version', { ...ALWAYS, meta: { version: 'W/"1"' } }],
    [`attributes=${CORE}:userName`, { ...ALWAYS, userName: 'u' }],
    [`attributes=${ENT}:department`, { ...ALWAYS, [ENT]: { department: 'D' } }],
    [`attributes=${ENT.toLowerCase()}:manager.value`, { ...ALWAYS, [ENT]: { manager: { value: 'm' } } }],
    [`attributes=${ENT}`, { ...ALWAYS, [ENT]: { department: 'D', manager: { value: 'm' } } }],
    ['attributes=manager', { ...ALWAYS, [ENT]: { manager: { value: 'm' } } }],
    ['attributes=userName&excludedAttributes=userName', { ...ALWAYS, userName: 'u' }],
    [
      `excludedAttributes=meta,emails,name.familyName,${ENT}`,
      { ...ALWAYS, userName: 'u', active: false, name: { givenName: 'G' } },
    ],
    [
      `excludedAttributes=id,schemas,meta,name,active,emails.type,emails.primary,${ENT}:department,userName`,
      { ...ALWAYS, emails: [{ value: 'w@x' }, { value: 'h@x' }], [ENT]: { manager: { value: 'm' } } },
    ],
    [`excludedAttributes=${CORE}`, { ...ALWAYS, [ENT]: { department: 'D', manager: { value: 'm' } } }],
  ])('%s', (query, expected) => {
    expect(project(STORED, USER, parseProjection(query, USER))).toEqual(expected);
  });

  it('computes schemas from what is there', () => {
    const { [ENT]: _extension, ...core } = STORED;
    expect(project(core, USER, WHOLE)['schemas']).toEqual([CORE]);
  });

  it.each<[string, boolean]>([
    ['', true],
    ['excludedAttributes=members', false],
    ['excludedAttributes=MEMBERS,displayName', false],
    ['excludedAttributes=members.display', true],
    ['excludedAttributes=displayName', true],
    ['attributes=displayName', false],
    ['attributes=members', true],
    ['attributes=members.value', true],
    ['attributes=urn:ietf:params:scim:schemas:core:2.0:Group:members', true],
    ['attributes=urn:ietf:params:scim:schemas:core:2.0:Group', true],
  ])('"%s" asks for members: %s', (query, expected) => {
    expect(isShown(parseProjection(query, GROUP), GROUP, 'members')).toBe(expected);
  });

  it('shows the same when shown again', () => {
    for (const names of [undefined, ['userName'], ['emails.value', ENT]]) {
      const projection = readProjection(names, undefined, USER);
      const once = project(STORED, USER, projection);
      expect(project(once, USER, projection)['emails']).toEqual(once['emails']);
    }
  });
});
