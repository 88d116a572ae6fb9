import type { JsonObject } from '../../src/scim-core/json/json-value.js';

export interface Person {
  readonly number: string;
  readonly given: string;
  readonly family: string;
  readonly domain: string;
}

/** A user as Entra creates it with its usual attribute mappings. */
export function entraUser({ number, given, family, domain }: Person): JsonObject {
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
    externalId: externalIdOf(number),
    userName: userNameOf(number, domain),
    active: true,
    displayName: `${given} ${family} ${number}`,
    title: 'Senior Manager',
    preferredLanguage: 'en-CA',
    name: { formatted: `${given} ${family}`, familyName: family, givenName: given },
    emails: [{ type: 'work', primary: true, value: emailOf(number, domain) }],
    phoneNumbers: [{ type: 'work', value: '+1 416 555 0100' }],
    addresses: [{ type: 'work', streetAddress: '1 King Street', locality: 'Toronto', country: 'Canada' }],
    [enterprise]: { employeeNumber: number, department: 'Assurance' },
  };
}

function userNameOf(number: number | string, domain: string): string {
  return `User.${number}@${domain}`;
}

/** Of so many people each their own. */
export function emailOf(number: number | string, domain: string): string {
  return `Person.${number}@${domain}`;
}

function externalIdOf(number: number | string): string {
  return `object-${number}`;
}
