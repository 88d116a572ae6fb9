import { attribute, type AttributeDefinition } from './attribute-definition.js';

/**
 * A list of values with the default sub-attributes `value`, `display`, `type` and `primary` (RFC 7643 section 2.4).
 *
 * @param name of the list
 * @param description what the list holds
 * @param noun one entry, for the descriptions of the sub-attributes
 * @param types canonical values of `type`; left out where publishing them would mislead Entra (`roles`)
 * @param value characteristics in which the `value` sub-attribute differs from a plain string
 */
export function multiValued(
  name: string,
  description: string,
  noun: string,
  types?: readonly string[],
  value: Partial<AttributeDefinition> = {},
): AttributeDefinition {
  return attribute(name, description, {
    multiValued: true,
    subAttributes: [
      attribute('value', `The ${noun}.`, value),
      attribute('display', `A name of the ${noun} for people to read.`),
      typeLabel(noun, types),
      primaryFlag(noun),
    ],
  });
}

/** The `type` sub-attribute: a label such as work or home. */
export function typeLabel(noun: string, types?: readonly string[]): AttributeDefinition {
  return attribute('type', `A label for the function of the ${noun}.`, types ? { canonicalValues: types } : {});
}

/** The `primary` sub-attribute: true for at most one entry. */
export function primaryFlag(noun: string): AttributeDefinition {
  return attribute('primary', `Whether this is the preferred ${noun}; true at most once.`, { type: 'boolean' });
}
