import type { JsonValue } from '../json/json-value.js';

export type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';

/** One attribute with all its characteristics (RFC 7643 section 2.2 and section 7). */
export interface AttributeDefinition {
  readonly name: string;
  /** The name in lower case: names are looked up without regard to case (RFC 7643 section 2.1). */
  readonly key: string;
  readonly description: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly required: boolean;
  /** Whether letter case counts in comparisons; without meaning for types that have no letters. */
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  /** Hints only: other values are accepted (RFC 7643 section 2.4, Entra sends its own). */
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  /** Empty unless the type is complex. */
  readonly subAttributes: readonly AttributeDefinition[];
  /** Taken when a resource is created without the attribute, which from then on can be changed, but not cleared. */
  readonly defaultValue?: JsonValue;
  /** Longest value in bytes of UTF-8, for values that an index has to hold. */
  readonly maxBytes?: number;
  /** Understood, but not announced at `/Schemas`. */
  readonly hidden?: boolean;
}

/** One schema: the attributes that live under one URN. */
export interface SchemaDefinition {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly AttributeDefinition[];
}

/**
 * An attribute with the RFC's unstated defaults (RFC 7643 section 2.2): a single, optional, readable and writable
 * string in which case does not count.
 *
 * @param name the canonical spelling
 * @param description what `/Schemas` says about it
 * @param differing the characteristics that differ from the defaults
 */
export function attribute(
  name: string,
  description: string,
  differing: Partial<AttributeDefinition> = {},
): AttributeDefinition {
  return {
    name,
    key: name.toLowerCase(),
    description,
    type: differing.subAttributes === undefined ? 'string' : 'complex',
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    subAttributes: [],
    ...differing,
  };
}

/** Finds a sub-attribute by name in any case. */
export function findSubAttribute(parent: AttributeDefinition, name: string): AttributeDefinition | undefined {
  const key = name.toLowerCase();
  return parent.subAttributes.find((sub) => sub.key === key);
}
