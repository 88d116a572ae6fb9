import type { AttributeDefinition, SchemaDefinition } from './attribute-definition.js';
import { COMMON_ATTRIBUTES } from './common-attributes.js';
import { ENTERPRISE_USER_SCHEMA } from './enterprise-user-schema.js';
import { GROUP_SCHEMA } from './group-schema.js';
import { USER_SCHEMA } from './user-schema.js';

/** A kind of resource with its endpoint (RFC 7643 section 6). */
export interface ResourceType {
  readonly name: 'User' | 'Group';
  readonly endpoint: '/Users' | '/Groups';
  readonly description: string;
  readonly schema: SchemaDefinition;
  readonly extensions: readonly SchemaDefinition[];
  /** Common and core attributes: all that stand at the top level of the resource. */
  readonly attributes: readonly AttributeDefinition[];
  /** Attributes that are kept as rows of their own and never in the stored resource. */
  readonly heldApart: ReadonlySet<string>;
}

function resourceType(
  parts: Omit<ResourceType, 'attributes' | 'heldApart'>,
  heldApart: readonly string[],
): ResourceType {
  return {
    ...parts,
    attributes: [...COMMON_ATTRIBUTES, ...parts.schema.attributes],
    heldApart: new Set(heldApart),
  };
}

export const USER: ResourceType = resourceType(
  {
    name: 'User',
    endpoint: '/Users',
    description: 'User account',
    schema: USER_SCHEMA,
    extensions: [ENTERPRISE_USER_SCHEMA],
  },
  ['groups'],
);

export const GROUP: ResourceType = resourceType(
  { name: 'Group', endpoint: '/Groups', description: 'Group', schema: GROUP_SCHEMA, extensions: [] },
  ['members'],
);

/** Every resource type, in the order in which discovery lists them. */
export const RESOURCE_TYPES: readonly ResourceType[] = [USER, GROUP];
