import type { AttributeMapping } from './entra-setup.dto.js';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** What Entra maps by itself when an application is made, and the few rows that serve better when changed. */
export const attributeMappings: readonly AttributeMapping[] = [
  user('userPrincipalName', 'userName', 'Matching precedence 1.'),
  user('Switch([IsSoftDeleted], , "False", "True", "True", "False")', 'active', 'Ends access when a person leaves.'),
  user('displayName', 'displayName', 'The name that is shown.'),
  user('mail', 'emails[type eq "work"].value', 'The address that is compared with LCVista: it must be the same there.'),
  changed('objectId', 'externalId', 'Instead of mailNickname: it never changes, and an id token carries it too (oid).'),
  user('givenName', 'name.givenName'),
  user('surname', 'name.familyName'),
  user('Join(" ", [givenName], [surname])', 'name.formatted'),
  user('jobTitle', 'title'),
  user('preferredLanguage', 'preferredLanguage'),
  user('physicalDeliveryOfficeName', 'addresses[type eq "work"].formatted'),
  user('streetAddress', 'addresses[type eq "work"].streetAddress'),
  user('city', 'addresses[type eq "work"].locality'),
  user('state', 'addresses[type eq "work"].region'),
  user('postalCode', 'addresses[type eq "work"].postalCode'),
  user('country', 'addresses[type eq "work"].country'),
  user('telephoneNumber', 'phoneNumbers[type eq "work"].value'),
  user('mobile', 'phoneNumbers[type eq "mobile"].value'),
  user('facsimileTelephoneNumber', 'phoneNumbers[type eq "fax"].value'),
  user('employeeId', `${enterprise}:employeeNumber`),
  user('department', `${enterprise}:department`),
  user('manager', `${enterprise}:manager`),
  group('displayName', 'displayName', 'Matching precedence 1.'),
  group('objectId', 'externalId'),
  group('members', 'members', 'A group becomes a cohort.'),
];

function user(source: string, target: string, note = ''): AttributeMapping {
  return { resource: 'User', source, target, note, change: false };
}

function changed(source: string, target: string, note: string): AttributeMapping {
  return { resource: 'User', source, target, note, change: true };
}

function group(source: string, target: string, note = ''): AttributeMapping {
  return { resource: 'Group', source, target, note, change: false };
}
