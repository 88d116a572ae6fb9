import type { FilterTarget } from '../filter/filter.js';
import type { UnknownAttribute } from '../filter/filter-parser.js';
import { comparedTarget, resourceScope } from '../filter/filter-scope.js';
import { badRequest } from './scim-error.js';
import type { ResourceType } from '../schema/resource-type.js';

/** The order of a list: missing values come last when ascending, first when descending. */
export interface Sort {
  /** A simple attribute; of a multi-valued one the primary or else the first value counts. */
  readonly target: FilterTarget;
  readonly descending: boolean;
}

/**
 * Reads `sortBy` and `sortOrder` (RFC 7644 section 3.4.2.3).
 *
 * @param unknown `absent` when several types are searched at once: one that lacks the attribute has no order of its own
 * @returns the order, or null when none is asked for
 * @throws ScimError 400 `invalidValue` for an attribute that is not there or has no value to sort by
 */
export function readSort(
  sortBy: string | undefined,
  sortOrder: string | undefined,
  type: ResourceType,
  unknown: UnknownAttribute = 'reject',
): Sort | null {
  if (sortBy === undefined || sortBy.trim() === '') return null;
  const order = (sortOrder ?? '').trim().toLowerCase();
  if (order !== '' && order !== 'ascending' && order !== 'descending') {
    throw badRequest('invalidValue', "'sortOrder' must be ascending or descending.");
  }
  const found = resourceScope(type).resolve(sortBy.trim());
  const target = found && comparedTarget(found);
  if (target === undefined) {
    if (unknown === 'absent') return null;
    throw badRequest('invalidValue', `'sortBy' names '${sortBy.slice(0, 200)}', by which nothing can be sorted.`);
  }
  return { target, descending: order === 'descending' };
}
