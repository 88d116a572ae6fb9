import { attribute } from './attribute-definition.js';

/** An index entry of PostgreSQL holds about 2,700 bytes; folding case can lengthen a text. */
export const INDEXED_BYTES = 1024;

/** Set by the client and listed at `/Schemas`, since Entra maps it for users and groups. */
export const EXTERNAL_ID = attribute('externalId', 'The identifier that the client gave the resource.', {
  caseExact: true,
  maxBytes: INDEXED_BYTES,
});

/** The attributes every resource has without any schema listing them (RFC 7643 section 3.1). */
export const COMMON_ATTRIBUTES = [
  attribute('schemas', 'The URNs of the schemas that the resource has attributes of.', {
    type: 'reference',
    multiValued: true,
    mutability: 'readOnly',
    returned: 'always',
  }),
  attribute('id', 'The identifier that the service provider gave the resource.', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  attribute('meta', 'What the service provider knows about the resource.', {
    mutability: 'readOnly',
    subAttributes: [
      attribute('resourceType', 'The name of the resource type.', { caseExact: true, mutability: 'readOnly' }),
      attribute('created', 'When the resource was created.', { type: 'dateTime', mutability: 'readOnly' }),
      attribute('lastModified', 'When the resource last changed.', { type: 'dateTime', mutability: 'readOnly' }),
      attribute('location', 'The address of the resource.', {
        type: 'reference',
        caseExact: true,
        mutability: 'readOnly',
      }),
      attribute('version', 'The version of the resource, as in the ETag header.', {
        caseExact: true,
        mutability: 'readOnly',
      }),
    ],
  }),
] as const;
