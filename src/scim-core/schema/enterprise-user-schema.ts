import { attribute, type SchemaDefinition } from './attribute-definition.js';

export const ENTERPRISE_USER_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** The enterprise extension of User, RFC 7643 section 4.3. */
export const ENTERPRISE_USER_SCHEMA: SchemaDefinition = {
  id: ENTERPRISE_USER_URN,
  name: 'EnterpriseUser',
  description: 'Enterprise user',
  attributes: [
    attribute('employeeNumber', 'The number that the organization gave the person.'),
    attribute('costCenter', 'The name of a cost center.'),
    attribute('organization', 'The name of an organization.'),
    attribute('division', 'The name of a division.'),
    attribute('department', 'The name of a department.'),
    attribute('manager', "The user's manager.", {
      subAttributes: [
        attribute('value', "The id of the manager's user."),
        attribute('$ref', "The address of the manager's user.", {
          type: 'reference',
          caseExact: true,
          referenceTypes: ['User'],
        }),
        attribute('displayName', 'The name of the manager as shown to people.', { mutability: 'readOnly' }),
      ],
    }),
  ],
};
