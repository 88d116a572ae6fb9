import type { AttributeDefinition } from '../schema/attribute-definition.js';

export type ComparisonOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/** The attribute that a condition looks at, resolved against the schema. */
export interface FilterTarget {
  /** Canonical full name: `id`, `meta.created`, `emails.value`, `urn:…:enterprise:2.0:User:manager.value`. */
  readonly name: string;
  /** The definition of the last segment. */
  readonly attribute: AttributeDefinition;
  /** Keys from the top of the resource down, or from the element down inside an `element` condition. */
  readonly path: readonly string[];
  /** Which segment of `path` holds an array, of which any element may satisfy the condition; null when none does. */
  readonly arrayAt: number | null;
}

/**
 * A value to compare with, in the type of the attribute. Strings of attributes without `caseExact` are compare keys
 * already, instants are UTC with milliseconds.
 */
export type FilterValue =
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'dateTime'; readonly value: string };

/**
 * A filter as a tree (RFC 7644 section 3.4.2.2).
 *
 * - `and`, `or`: two or more conditions, none of the same kind as its parent.
 * - `compare`: true when any value at the target satisfies the operator; `ne` also when there is no value at all. Text is
 *   ordered by code point.
 * - `present`: there is a value and it is not empty.
 * - `element`: any element at the target (an array of objects, or one object) satisfies the inner condition as a whole.
 * - `constant`: an attribute that this resource type does not have, in a search over several types.
 *
 * Comparisons with null and Entra's `emails[type eq "work"].value eq "x"` are rewritten into these by the parser.
 */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | {
      readonly kind: 'compare';
      readonly target: FilterTarget;
      readonly operator: ComparisonOperator;
      readonly value: FilterValue;
      /** The value in the client's spelling, for elements that a PATCH makes from its path, and for printing. */
      readonly written: string | number | boolean;
    }
  | { readonly kind: 'present'; readonly target: FilterTarget }
  | { readonly kind: 'element'; readonly target: FilterTarget; readonly filter: Filter }
  | { readonly kind: 'constant'; readonly value: boolean };

/** Joins conditions, taking apart those of the same kind, so that a long chain stays flat. */
export function joinFilters(kind: 'and' | 'or', filters: readonly Filter[]): Filter {
  const flat = filters.flatMap((filter) => (filter.kind === kind ? filter.filters : [filter]));
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { kind, filters: flat };
}
