import { attribute, type SchemaDefinition } from './attribute-definition.js';
import { EXTERNAL_ID, INDEXED_BYTES } from './common-attributes.js';

export const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** The Group schema, RFC 7643 section 4.2; display names are unique because Entra matches groups by them. */
export const GROUP_SCHEMA: SchemaDefinition = {
  id: GROUP_URN,
  name: 'Group',
  description: 'Group',
  attributes: [
    EXTERNAL_ID,
    attribute('displayName', 'The name of the group as shown to people.', {
      required: true,
      uniqueness: 'server',
      maxBytes: INDEXED_BYTES,
    }),
    attribute('members', 'The users that belong to the group.', {
      multiValued: true,
      subAttributes: [
        attribute('value', "The id of the member's user.", { mutability: 'immutable' }),
        attribute('$ref', "The address of the member's user.", {
          type: 'reference',
          caseExact: true,
          referenceTypes: ['User'],
          mutability: 'immutable',
        }),
        attribute('type', 'The type of the member: only users can be members.', {
          canonicalValues: ['User'],
          mutability: 'immutable',
        }),
        attribute('display', 'The name of the member as shown to people.', { mutability: 'readOnly' }),
      ],
    }),
  ],
};
