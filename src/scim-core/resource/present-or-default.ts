import type { JsonValue } from '../json/json-value.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';

/**
 * What an attribute is when a client leaves it out or clears it: of those that have a default the present value stays.
 * RFC 7644 section 3.5.1 would take the default, but an empty value from a broken mapping must not let
 * somebody in again who was switched off.
 *
 * @param present the stored value; undefined when the resource is being created
 */
export function presentOrDefault(
  attribute: AttributeDefinition,
  present: JsonValue | undefined,
): JsonValue | undefined {
  return attribute.defaultValue === undefined ? undefined : (present ?? attribute.defaultValue);
}
