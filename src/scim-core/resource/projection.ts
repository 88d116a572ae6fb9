import { attributeName, findAttribute, splitUrn, type FoundAttribute } from '../schema/find-attribute.js';
import type { ResourceType } from '../schema/resource-type.js';

/**
 * Which attributes an answer shows (RFC 7644 section 3.9): all that are returned by default, only the named ones, or all
 * but the named ones. Names are canonical; the URN of a schema stands for all of it.
 */
export interface Projection {
  readonly mode: 'all' | 'only' | 'except';
  readonly names: ReadonlySet<string>;
}

export const WHOLE: Projection = { mode: 'all', names: new Set() };

/**
 * Reads `attributes` and `excludedAttributes`. Names in any case and with or without URN; unknown ones are ignored.
 * Should a request have both, `attributes` wins.
 *
 * @param attributes what to show, or undefined when not asked for
 * @param excluded what to leave out, or undefined
 * @param type the resource type
 */
export function readProjection(
  attributes: readonly string[] | undefined,
  excluded: readonly string[] | undefined,
  type: ResourceType,
): Projection {
  if (attributes !== undefined) return { mode: 'only', names: canonicalNames(attributes, type) };
  if (excluded !== undefined) return { mode: 'except', names: canonicalNames(excluded, type) };
  return WHOLE;
}

/**
 * Whether an answer can show anything of a top-level attribute: when not, it need not be loaded (`members`, `groups`).
 */
export function isShown(projection: Projection, type: ResourceType, name: string): boolean {
  if (projection.mode === 'all') return true;
  if (projection.mode === 'except') return !projection.names.has(name) && !projection.names.has(type.schema.id);
  return [...projection.names].some(
    (shown) => shown === name || shown.startsWith(`${name}.`) || shown === type.schema.id,
  );
}

/** Whether an answer shows everything, or everything but a top-level attribute. */
export function isWholeBut({ mode, names }: Projection, name: string): boolean {
  return mode === 'all' || (mode === 'except' && [...names].every((left) => left === name));
}

function canonicalNames(names: readonly string[], type: ResourceType): Set<string> {
  const found = names.map((name) => canonicalName(name.trim(), type));
  return new Set(found.filter((name) => name !== undefined));
}

function canonicalName(name: string, type: ResourceType): string | undefined {
  const { schema, rest } = splitUrn(type, name);
  if (schema !== undefined && schema !== null && rest === '') return schema.id;
  const attribute: FoundAttribute | undefined = findAttribute(type, name);
  return attribute && attributeName(attribute);
}
