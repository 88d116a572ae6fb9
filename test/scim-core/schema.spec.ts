import { describe, expect, it } from '@jest/globals';
import type { AttributeDefinition } from '../../src/scim-core/schema/attribute-definition.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { attributeName, findAttribute } from '../../src/scim-core/schema/find-attribute.js';
import { GROUP_URN } from '../../src/scim-core/schema/group-schema.js';
import { GROUP, USER, type ResourceType } from '../../src/scim-core/schema/resource-type.js';
import { USER_URN as CORE } from '../../src/scim-core/schema/user-schema.js';

function characteristics(type: ResourceType, path: string): Partial<AttributeDefinition> {
  const found = findAttribute(type, path);
  if (found === undefined) throw new Error(`no attribute ${path}`);
  return found.sub ?? found.attribute;
}

describe('the characteristics of RFC 7643', () => {
  const texts = ['displayName', 'nickName', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone'];
  const names = ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'];
  const lists = ['emails', 'phoneNumbers', 'ims', 'photos', 'entitlements', 'roles', 'x509Certificates'];
  const extension = ['employeeNumber', 'costCenter', 'organization', 'division', 'department'];
  const plain = { type: 'string', multiValued: false, required: false, caseExact: false, mutability: 'readWrite' };

  it.each([...texts, ...names.map((name) => `name.${name}`), ...extension.map((name) => `${ENT}:${name}`)])(
    '%s is a plain text',
    (path) => {
      expect(characteristics(USER, path)).toMatchObject({ ...plain, returned: 'default', uniqueness: 'none' });
    },
  );

  it.each(lists)('%s is a list with value, display, type and primary', (name) => {
    expect(characteristics(USER, name)).toMatchObject({ type: 'complex', multiValued: true, mutability: 'readWrite' });
    for (const sub of ['display', 'type']) expect(characteristics(USER, `${name}.${sub}`)).toMatchObject(plain);
    expect(characteristics(USER, `${name}.primary`).type).toBe('boolean');
    expect(characteristics(USER, `${name}.value`).multiValued).toBe(false);
  });

  it.each<[ResourceType, string, Partial<AttributeDefinition>]>([
    [USER, 'id', { caseExact: true, mutability: 'readOnly', returned: 'always', uniqueness: 'server' }],
    [USER, 'externalId', { caseExact: true, mutability: 'readWrite', uniqueness: 'none' }],
    [USER, 'schemas', { multiValued: true, returned: 'always' }],
    [USER, 'meta.created', { type: 'dateTime', mutability: 'readOnly' }],
    [USER, 'meta.lastModified', { type: 'dateTime', mutability: 'readOnly' }],
    [USER, 'meta.version', { caseExact: true, mutability: 'readOnly' }],
    [USER, 'userName', { ...plain, required: true, uniqueness: 'server' } as Partial<AttributeDefinition>],
    [USER, 'profileUrl', { type: 'reference', referenceTypes: ['external'] }],
    [USER, 'active', { type: 'boolean', defaultValue: true }],
    [USER, 'password', { mutability: 'writeOnly', returned: 'never' }],
    [USER, 'emails.type', { canonicalValues: ['work', 'home', 'other'] }],
    [USER, 'phoneNumbers.type', { canonicalValues: ['work', 'home', 'mobile', 'fax', 'pager', 'other'] }],
    [USER, 'ims.type', { canonicalValues: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'] }],
    [USER, 'photos.value', { type: 'reference' }],
    [USER, 'photos.type', { canonicalValues: ['photo', 'thumbnail'] }],
    [USER, 'addresses.primary', { type: 'boolean' }],
    [USER, 'addresses.type', { canonicalValues: ['work', 'home', 'other'] }],
    [USER, 'groups', { mutability: 'readOnly', multiValued: true }],
    [USER, 'x509Certificates.value', { type: 'binary', caseExact: true }],
    [USER, 'manager.value', { mutability: 'readWrite' }],
    [USER, 'manager.$ref', { type: 'reference', mutability: 'readWrite' }],
    [USER, 'manager.displayName', { mutability: 'readOnly' }],
    [GROUP, 'displayName', { required: true, caseExact: false, uniqueness: 'server' }],
    [GROUP, 'members', { multiValued: true, mutability: 'readWrite' }],
    [GROUP, 'members.value', { mutability: 'immutable' }],
    [GROUP, 'members.$ref', { mutability: 'immutable', type: 'reference' }],
    [GROUP, 'members.type', { mutability: 'immutable' }],
  ])('%# %s', (type, path, expected) => {
    expect(characteristics(type, path)).toMatchObject(expected);
  });

  it('publishes no canonical values for the type of roles', () => {
    expect(characteristics(USER, 'roles.type').canonicalValues).toBeUndefined();
  });
});

describe('an attribute is found', () => {
  it.each<[ResourceType, string, string]>([
    [USER, 'USERNAME', 'userName'],
    [USER, 'Name.GivenName', 'name.givenName'],
    [USER, `${CORE}:userName`, 'userName'],
    [USER, `${CORE.toUpperCase()}:ID`, 'id'],
    [USER, 'manager', `${ENT}:manager`],
    [USER, `${ENT.toLowerCase()}:Manager.Value`, `${ENT}:manager.value`],
    [GROUP, `${GROUP_URN}:members.value`, 'members.value'],
  ])('%# by %s', (type, path, name) => {
    const found = findAttribute(type, path);
    expect(found && attributeName(found)).toBe(name);
  });

  it.each([
    '',
    '.',
    'nope',
    'userName.',
    '.userName',
    'name.givenName.first',
    'constructor',
    '__proto__',
    'emails.__proto__',
    `${CORE}:`,
    `${CORE}:manager`,
    `${ENT}:userName`,
    `${ENT}userName`,
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0User:manager',
    'urn:other:userName',
    'members',
  ])('unless there is none: %j', (path) => {
    expect(findAttribute(USER, path)).toBeUndefined();
  });
});
