import type { JsonObject } from '../json/json-value.js';
import type { ResourceType } from '../schema/resource-type.js';

/** The URNs of `schemas`: the core schema, and each extension that the resource has attributes of. */
export function schemasOf(resource: JsonObject, type: ResourceType): string[] {
  const used = type.extensions.filter(({ id }) => Object.hasOwn(resource, id));
  return [type.schema.id, ...used.map(({ id }) => id)];
}
