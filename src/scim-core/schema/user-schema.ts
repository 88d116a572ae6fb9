import { attribute, type SchemaDefinition } from './attribute-definition.js';
import { EXTERNAL_ID, INDEXED_BYTES } from './common-attributes.js';
import { multiValued, primaryFlag, typeLabel } from './multi-valued.js';

export const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';

const uri = { type: 'reference', caseExact: true, referenceTypes: ['external'] } as const;
const indexed = { maxBytes: INDEXED_BYTES };

const NAME = attribute('name', "The parts of the user's name.", {
  subAttributes: [
    attribute('formatted', 'The full name as shown to people.', indexed),
    attribute('familyName', 'The family name.', indexed),
    attribute('givenName', 'The given name.', indexed),
    attribute('middleName', 'The middle name.', indexed),
    attribute('honorificPrefix', 'What stands before the name, such as "Ms.".', indexed),
    attribute('honorificSuffix', 'What stands after the name, such as "III".', indexed),
  ],
});

const ADDRESSES = attribute('addresses', 'Postal addresses.', {
  multiValued: true,
  subAttributes: [
    attribute('formatted', 'The whole address as shown to people.'),
    attribute('streetAddress', 'Street, house number and the like.'),
    attribute('locality', 'City or locality.'),
    attribute('region', 'State or region.'),
    attribute('postalCode', 'Postal code.'),
    attribute('country', 'Country.'),
    typeLabel('address', ['work', 'home', 'other']),
    primaryFlag('address'),
  ],
});

const roles = multiValued('roles', 'What the user is at the organization, such as "Student".', 'role');

/** Entra's AppRoleAssignmentsComplex sends `displayName` inside roles; it reads back what it sent. */
const ROLES = {
  ...roles,
  subAttributes: [
    ...roles.subAttributes,
    attribute('displayName', "The role's name as Entra sends it.", { hidden: true }),
  ],
};

/** Kept by the service from the groups' member lists. */
const GROUPS = attribute('groups', 'The groups that the user belongs to.', {
  multiValued: true,
  mutability: 'readOnly',
  subAttributes: [
    attribute('value', 'The id of the group.', { mutability: 'readOnly' }),
    attribute('$ref', 'The address of the group.', {
      type: 'reference',
      caseExact: true,
      referenceTypes: ['Group'],
      mutability: 'readOnly',
    }),
    attribute('display', 'The name of the group.', { mutability: 'readOnly' }),
    attribute('type', 'How the user belongs to the group.', {
      canonicalValues: ['direct', 'indirect'],
      mutability: 'readOnly',
    }),
  ],
});

/** The core User schema, RFC 7643 section 4.1, with `externalId` made discoverable and `addresses.primary` added. */
export const USER_SCHEMA: SchemaDefinition = {
  id: USER_URN,
  name: 'User',
  description: 'User account',
  attributes: [
    EXTERNAL_ID,
    attribute('userName', 'The unique name of the user, typically used to sign in.', {
      required: true,
      uniqueness: 'server',
      maxBytes: INDEXED_BYTES,
    }),
    NAME,
    attribute('displayName', 'The name of the user as shown to people.', indexed),
    attribute('nickName', 'The casual name of the user.'),
    attribute('profileUrl', "The address of the user's profile page.", uri),
    attribute('title', 'The user\'s title, such as "Vice President".'),
    attribute('userType', 'How the user relates to the organization, such as "Employee".'),
    attribute('preferredLanguage', 'The preferred language, such as "en-US".'),
    attribute('locale', 'The locale for dates, numbers and currency.'),
    attribute('timezone', 'The time zone, such as "America/Toronto".'),
    attribute('active', 'Whether the user may use the service.', { type: 'boolean', defaultValue: true }),
    attribute('password', 'Accepted and forgotten: sign-in is left to the identity provider.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
      hidden: true,
    }),
    multiValued('emails', 'E-mail addresses.', 'e-mail address', ['work', 'home', 'other'], indexed),
    multiValued('phoneNumbers', 'Phone numbers.', 'phone number', ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
    multiValued('ims', 'Instant messaging addresses.', 'messaging address', [
      'aim',
      'gtalk',
      'icq',
      'xmpp',
      'msn',
      'skype',
      'qq',
      'yahoo',
    ]),
    multiValued('photos', 'Addresses of pictures of the user.', 'picture', ['photo', 'thumbnail'], uri),
    ADDRESSES,
    GROUPS,
    multiValued('entitlements', 'What the user is entitled to.', 'entitlement'),
    ROLES,
    multiValued('x509Certificates', 'Certificates of the user.', 'certificate', undefined, {
      type: 'binary',
      caseExact: true,
    }),
  ],
};
