import { describe, expect, it } from '@jest/globals';
import { refuseDiscoveryFilter } from '../../src/scim-core/discovery/refuse-discovery-filter.js';
import { resourceTypeDocument, resourceTypeDocuments } from '../../src/scim-core/discovery/resource-type-documents.js';
import { schemaDocument, schemaDocuments } from '../../src/scim-core/discovery/schema-documents.js';
import { serviceProviderConfig } from '../../src/scim-core/discovery/service-provider-config.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/scim-core/json/json-value.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { GROUP_URN } from '../../src/scim-core/schema/group-schema.js';
import { USER_URN as CORE } from '../../src/scim-core/schema/user-schema.js';
import { refusalOf } from './refusal-of.js';

const BASE = 'https://h/scim/v2/acme';

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function nameOf({ name }: JsonObject): string {
  return typeof name === 'string' ? name : '';
}

/** Flattens a schema into mapping names the way Microsoft's schema test does. */
function mappingNames(schema: JsonObject, prefix = ''): string[] {
  return objects(schema['attributes']).flatMap((attribute) => {
    const name = `${prefix}${nameOf(attribute)}`;
    const subs = objects(attribute['subAttributes']);
    if (subs.length === 0 || name.endsWith('manager') || name === 'members') return [name];
    if (attribute['multiValued'] !== true) return subs.map((sub) => `${name}.${nameOf(sub)}`);
    const types = subs.find((sub) => sub['name'] === 'type')?.['canonicalValues'];
    if (!Array.isArray(types)) return ['value', 'display', 'type'].map((sub) => `${name}[primary eq "True"].${sub}`);
    const rest = subs.map((sub) => nameOf(sub)).filter((sub) => sub !== 'type' && sub !== 'primary');
    return types.flatMap((type) =>
      rest.map((sub) => `${name}[type eq "${typeof type === 'string' ? type : ''}"].${sub}`),
    );
  });
}

describe('/Schemas', () => {
  it('announces everything that Entra maps by default', () => {
    const [user, enterprise, group] = schemaDocuments(BASE);
    const names = [...mappingNames(user ?? {}), ...mappingNames(enterprise ?? {}, `${ENT}:`)];
    expect(names).toEqual(
      expect.arrayContaining([
        'userName',
        'active',
        'displayName',
        'title',
        'preferredLanguage',
        'externalId',
        'name.givenName',
        'name.familyName',
        'name.formatted',
        ...['work', 'home', 'other'].map((type) => `emails[type eq "${type}"].value`),
        ...['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'].map(
          (sub) => `addresses[type eq "work"].${sub}`,
        ),
        ...['work', 'mobile', 'fax', 'pager', 'home', 'other'].map((type) => `phoneNumbers[type eq "${type}"].value`),
        ...['value', 'display', 'type'].map((sub) => `roles[primary eq "True"].${sub}`),
        ...['employeeNumber', 'department', 'costCenter', 'organization', 'division', 'manager'].map(
          (n) => `${ENT}:${n}`,
        ),
      ]),
    );
    expect(mappingNames(group ?? {})).toEqual(['externalId', 'displayName', 'members']);
  });

  it('says nothing with null and keeps quiet about what is not returned', () => {
    const text = JSON.stringify(schemaDocuments(BASE));
    expect(text).not.toContain('null');
    expect(text).not.toContain('password');
    expect(text).not.toContain('hidden');
  });

  it('shows attributes in the form of RFC 7643', () => {
    const attributes = objects(schemaDocument(CORE.toUpperCase(), BASE)?.['attributes']);
    expect(attributes.find(({ name }) => name === 'userName')).toEqual({
      name: 'userName',
      type: 'string',
      multiValued: false,
      description: expect.any(String),
      required: true,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'server',
    });
    const addresses = attributes.find(({ name }) => name === 'addresses');
    expect(objects(addresses?.['subAttributes']).map(({ name }) => name)).toContain('primary');
    expect(attributes.filter(({ description }) => typeof description !== 'string' || description === '')).toEqual([]);
  });

  it.each([
    [CORE, 'User'],
    [ENT.toLowerCase(), 'EnterpriseUser'],
    [GROUP_URN, 'Group'],
  ])('%s is found in any case', (urn, name) => {
    expect(schemaDocument(urn, BASE)).toMatchObject({ name, meta: { resourceType: 'Schema' } });
  });

  it('knows no other', () => {
    expect(schemaDocument('urn:other', BASE)).toBeUndefined();
  });
});

describe('the other documents', () => {
  it('list the resource types', () => {
    expect(resourceTypeDocuments(BASE)).toEqual([
      {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
        id: 'User',
        name: 'User',
        endpoint: '/Users',
        description: 'User account',
        schema: CORE,
        schemaExtensions: [{ schema: ENT, required: false }],
        meta: { resourceType: 'ResourceType', location: `${BASE}/ResourceTypes/User` },
      },
      expect.objectContaining({ id: 'Group', endpoint: '/Groups', schema: GROUP_URN }),
    ]);
    expect(resourceTypeDocument('group', BASE)).toMatchObject({ id: 'Group' });
    expect(resourceTypeDocument('Device', BASE)).toBeUndefined();
  });

  it('describe the service', () => {
    expect(serviceProviderConfig(BASE)).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 },
      filter: { supported: true, maxResults: 200 },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: 100,
        maxPageSize: 200,
      },
      authenticationSchemes: [{ type: 'oauthbearertoken', primary: true }, { type: 'oauth2' }],
      meta: { location: `${BASE}/ServiceProviderConfig` },
    });
    expect(serviceProviderConfig(BASE)).not.toHaveProperty('documentationUri');
    expect(serviceProviderConfig(BASE, 'https://h/docs')).toHaveProperty('documentationUri', 'https://h/docs');
  });

  it('cannot be filtered, but ignore the rest', () => {
    expect(refusalOf(() => refuseDiscoveryFilter('filter=name+eq+%22x%22')).status).toBe(403);
    expect(() => refuseDiscoveryFilter('count=1&attributes=name&sortBy=name')).not.toThrow();
  });
});
