import { findSubAttribute, type AttributeDefinition } from '../schema/attribute-definition.js';
import { attributeName, findAttribute, type FoundAttribute } from '../schema/find-attribute.js';
import type { ResourceType } from '../schema/resource-type.js';
import type { FilterTarget } from './filter.js';

/** The names that mean something at one place of a filter. */
export interface FilterScope {
  /** What a path points at, in any case; undefined when there is no such attribute. */
  resolve(path: string): FilterTarget | undefined;
  /** The names inside `attribute[…]`; undefined when the attribute has no sub-attributes. */
  inside(target: FilterTarget): FilterScope | undefined;
}

/** The scope of a filter over whole resources. */
export function resourceScope(type: ResourceType): FilterScope {
  return {
    resolve: (path) => {
      const found = findAttribute(type, path);
      return found === undefined || isSecret(found) ? undefined : toTarget(found);
    },
    inside: (target) => elementScope(target.attribute, target.name),
  };
}

/**
 * The scope inside `attribute[…]`, where only sub-attributes are known.
 *
 * @param parent the attribute before the bracket
 * @param parentName its canonical name
 */
export function elementScope(parent: AttributeDefinition, parentName: string): FilterScope | undefined {
  if (parent.type !== 'complex') return undefined;
  return {
    resolve: (path) => {
      const sub = findSubAttribute(parent, path);
      return sub && { name: `${parentName}.${sub.name}`, attribute: sub, path: [sub.name], arrayAt: null };
    },
    inside: () => undefined,
  };
}

/**
 * What a comparison with a complex attribute compares: `emails co "x"` means `emails.value co "x"`.
 *
 * @returns the simple attribute, or undefined when the complex one has no `value`
 */
export function comparedTarget(target: FilterTarget): FilterTarget | undefined {
  if (target.attribute.type !== 'complex') return target;
  const value = findSubAttribute(target.attribute, 'value');
  return (
    value && { ...target, name: `${target.name}.${value.name}`, attribute: value, path: [...target.path, value.name] }
  );
}

function toTarget(found: FoundAttribute): FilterTarget {
  const { extension, attribute, sub } = found;
  const prefix = extension === null ? [] : [extension.id];
  return {
    name: attributeName(found),
    attribute: sub ?? attribute,
    path: [...prefix, attribute.name, ...(sub === null ? [] : [sub.name])],
    arrayAt: attribute.multiValued ? prefix.length : null,
  };
}

/** Nobody may ask about what is never returned (RFC 7643 section 2.2). */
function isSecret({ attribute }: FoundAttribute): boolean {
  return attribute.returned === 'never';
}
